package dev.tablekeeper.standalone.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the demonstration keeps its data.
 *
 * @param passing whether it goes when the demonstration ends
 */
record DemoFolder(Path path, boolean passing) {

    /** The folder that was asked for, which must be empty, or a temporary one. */
    static DemoFolder of(Optional<Path> asked) throws IOException {
        if (asked.isEmpty()) {
            return new DemoFolder(Files.createTempDirectory("tablekeeper-demo-"), true);
        }
        Path folder = Files.createDirectories(asked.get()).toAbsolutePath();
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "The folder " + folder
                                + " is not empty; the demonstration counts rows and wants one of its own.");
            }
        }
        return new DemoFolder(folder, false);
    }

    /** Deletes a passing folder with all that is in it. */
    void end() throws IOException {
        if (!passing || Files.notExists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
