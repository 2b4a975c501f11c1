package dev.tablekeeper.standalone.incoming;

import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the watched folder is. Its files are called {@code incoming/{table}/…}, wherever it is.
 *
 * @param folder the folder itself
 * @param store what it is looked at with: a store of its own, so that looking often disturbs nobody
 * @param prefix how the names of its files begin in that store
 */
public record IncomingPlace(Path folder, ObjectStore store, String prefix) {

    /** {@code incoming/} among the objects; made if it is not there. */
    public static IncomingPlace among(Path objects) {
        Path folder = objects.resolve(Names.INCOMING);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            // It is watched for, and said to be missing until it is there.
        }
        return new IncomingPlace(folder, new LocalObjectStore(objects, ""), Names.INCOMING);
    }

    /**
     * A folder elsewhere.
     *
     * @throws Failure INVALID_REQUEST where files that Tablekeeper writes itself would be taken for incoming ones
     */
    public static IncomingPlace at(Path folder, Path objects) {
        Path real = real(folder.toAbsolutePath().normalize());
        Path own = real(objects.toAbsolutePath().normalize());
        if (own.startsWith(real) || (real.startsWith(own) && !real.startsWith(own.resolve(Names.INCOMING)))) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    "The incoming place " + folder + " and the objects in " + objects + " lie within one another, so"
                            + " that Tablekeeper would load its own files. Choose a folder that holds nothing else.");
        }
        return new IncomingPlace(real, new LocalObjectStore(real, Names.INCOMING), "");
    }

    /** The places that a {@code uri} may name, with this as the incoming one. */
    public List<Sources.Place> places(ObjectStore objects) {
        return prefix.isEmpty()
                ? List.of(
                        new Sources.Place(Names.INCOMING, store, List.of("")),
                        new Sources.Place("", objects, List.of()))
                : List.of(new Sources.Place("", objects, List.of(Names.INCOMING)));
    }

    /** Whether it is there now. Among the objects a symbolic link is none. */
    boolean isThere() {
        return prefix.isEmpty() ? Files.isDirectory(folder) : Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    /** @param name of an object in the store */
    Path path(String name) {
        return folder.resolve(name.substring(prefix.length()));
    }

    String uri(StoredObject object) {
        return store.uri(object.name());
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            Path parent = path.getParent();
            return parent == null ? path : real(parent).resolve(path.getFileName());
        }
    }
}
