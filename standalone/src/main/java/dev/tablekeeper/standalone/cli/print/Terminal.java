package dev.tablekeeper.standalone.cli.print;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line is run in.
 *
 * @param out for results
 * @param err for everything else
 * @param interactive whether a person looks at {@code err}, so that it may be drawn over
 * @param program how the program was called, for hints that can be copied
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean interactive,
        String program,
        Map<String, String> environment) {

    /** The process's own; the launcher says by system properties what the JVM cannot see. */
    public static Terminal ofProcess() {
        return new Terminal(
                System.in,
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                Boolean.getBoolean("tablekeeper.terminal"),
                System.getProperty("tablekeeper.program", "./tablekeeper"),
                System.getenv());
    }

    /** A variable of the environment; one that is set to nothing is not set. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(v -> !v.isEmpty());
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
