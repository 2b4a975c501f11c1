package dev.tablekeeper.standalone.incoming;

import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.model.table.ObjectName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders that stand in the incoming place itself, each for one table; all else that stands there is left alone. */
final class TableFolders {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingFolder.class);

    private final IncomingPlace place;
    private final Remarks remarks;
    private String trouble = "";

    TableFolders(IncomingPlace place, Remarks remarks) {
        this.place = place;
        this.remarks = remarks;
    }

    /** The tables' names in order; none while the place is not there, which is said once until it is back. */
    List<String> tables() {
        TreeSet<String> tables = new TreeSet<>();
        if (!place.isThere()) {
            say("is not there, or is a symbolic link; files are loaded from it as soon as it is a folder");
            return List.of();
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place.folder())) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".") && isTable(entry, name)) {
                    tables.add(name);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            say("cannot be looked into: " + e);
            return List.of();
        }
        say("");
        return List.copyOf(tables);
    }

    private boolean isTable(Path entry, String name) {
        Optional<String> fault = Optional.empty();
        if (Files.isSymbolicLink(entry)) {
            fault = Optional.of("symbolic links are not followed");
        } else if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            fault = Optional.of("files go into a folder that has the name of a table");
        } else {
            fault = ObjectName.fault(name);
        }
        fault.ifPresent(reason -> remarks.once(Names.INCOMING + name, "is left alone: " + reason));
        return fault.isEmpty();
    }

    private void say(String now) {
        if (!now.equals(trouble)) {
            if (now.isEmpty()) {
                LOG.info("{} is there again", place.folder());
            } else {
                LOG.warn("{} {}", place.folder(), now);
            }
        }
        trouble = now;
    }
}
