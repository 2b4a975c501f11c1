package dev.tablekeeper.standalone.temporal.install;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Programs, as a shell would find them. */
public final class Executables {
    private Executables() {}

    /** The first file of that name that may be run, in the folders that PATH names. */
    public static Optional<Path> onPath(String name, Map<String, String> environment) {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            try {
                Path file = Path.of(folder, name);
                // An empty part, or a relative one, would mean wherever we happen to be.
                if (file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                    return Optional.of(file);
                }
            } catch (InvalidPathException e) {
                // No folder that a file can be in.
            }
        }
        return Optional.empty();
    }
}
