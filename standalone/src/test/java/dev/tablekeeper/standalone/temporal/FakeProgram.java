package dev.tablekeeper.standalone.temporal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** Small shell scripts in the place of the temporal program. They begin no process of their own. */
final class FakeProgram {
    private FakeProgram() {}

    /** Writes a script that may be run. */
    static Path script(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** One that notes each start in {@code starts} beside it, and then does nothing until it is ended. */
    static Path waiting(Path folder, String... before) throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        if (Files.notExists(pipe)) {
            Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
            if (!made.waitFor(10, TimeUnit.SECONDS) || made.exitValue() != 0) {
                throw new IOException("mkfifo " + pipe + " failed");
            }
        }
        return script(
                folder.resolve("waiting"),
                String.join("\n", before),
                "echo $$ >> " + folder.resolve("starts"),
                "while :; do read nothing < " + pipe + "; done");
    }
}
