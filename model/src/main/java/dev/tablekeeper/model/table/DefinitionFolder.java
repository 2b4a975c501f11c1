package dev.tablekeeper.model.table;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of definition files, read one by one while the faults of all of them are gathered. */
final class DefinitionFolder {
    private final Path folder;
    private final List<DefinitionException.Fault> faults = new ArrayList<>();

    DefinitionFolder(Path folder) {
        this.folder = folder;
    }

    /** The files with one of these endings, by name; hidden ones are left out, as mounted volumes have some. */
    List<Path> files(String... endings) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> named(f, endings))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            fault(folder, "there is no such folder; make it, or name the one that holds the definitions");
            return List.of();
        } catch (NotDirectoryException e) {
            fault(folder, "it is a file; name the folder that holds the definitions");
            return List.of();
        } catch (IOException e) {
            fault(folder, "the folder cannot be read (" + e.getClass().getSimpleName() + ")");
            return List.of();
        }
    }

    private static boolean named(Path file, String... endings) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && Stream.of(endings).anyMatch(name::endsWith);
    }

    /** The file's text, without a byte order mark; empty, and a fault, when it cannot be read. */
    Optional<String> read(Path file) {
        try {
            String text = Files.readString(file);
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            fault(file, "it is not UTF-8; save it in that encoding");
        } catch (IOException e) {
            fault(file, "it cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return Optional.empty();
    }

    void fault(Path file, String problem) {
        fault(file, 0, 0, problem);
    }

    void fault(Path file, int line, int column, String problem) {
        faults.add(new DefinitionException.Fault(file.toString(), line, column, problem));
    }

    /** How many faults there are so far; a file read without a new one is a good one. */
    int faultCount() {
        return faults.size();
    }

    void throwFaults() {
        if (!faults.isEmpty()) {
            throw new DefinitionException(faults);
        }
    }
}
