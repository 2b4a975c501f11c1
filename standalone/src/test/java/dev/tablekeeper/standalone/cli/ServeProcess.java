package dev.tablekeeper.standalone.cli;

import static org.awaitility.Awaitility.await;

import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.temporal.TemporalChoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command in a JVM of its own, since a JVM that was told to end by a signal is gone. */
final class ServeProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("(serves|health) at (http://[0-9.:]+)");

    private final Process process;
    private final Path errors;

    private ServeProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** All data in this folder, on ports that are free, and no program that this machine happens to have. */
    static Map<String, String> environment(Path folder) {
        return new HashMap<>(Map.of(
                Configuration.WAREHOUSE, "duckdb:" + folder.resolve("warehouse.duckdb"),
                Configuration.OBJECTS, "file:" + folder.resolve("objects"),
                Configuration.BACKUPS, "file:" + folder.resolve("backups"),
                Configuration.BACKUP_AT, "off",
                Configuration.TABLES, "../tables",
                Configuration.VIEWS, "../views",
                Configuration.LISTEN, "127.0.0.1:0",
                Configuration.OPERATIONS_LISTEN, "127.0.0.1:0",
                Configuration.TEMPORAL, TemporalChoice.NO_PROGRAM));
    }

    /** Returns when it serves. */
    static ServeProcess start(Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What newer JVMs want to be allowed by name.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Tablekeeper.class.getName(),
                "serve"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment(folder));
        // To a file: whoever ends a process closes the pipes from it, and its last words would be lost.
        Path errors = Files.createTempFile(folder, "serve", ".err");
        builder.redirectError(errors.toFile());
        ServeProcess started = new ServeProcess(builder.start(), errors);
        try {
            await().atMost(PATIENCE).until(() -> started.address("health").isPresent());
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    private Optional<URI> address(String of) {
        return lines().stream()
                .map(ADDRESS::matcher)
                .filter(Matcher::find)
                .filter(m -> m.group(1).equals(of))
                .map(m -> URI.create(m.group(2)))
                .findFirst();
    }

    long pid() {
        return process.pid();
    }

    URI api() {
        return address("serves").orElseThrow();
    }

    /** SIGTERM: SIGINT may be one that whoever runs the tests has told all processes to ignore. */
    void terminate() {
        process.destroy();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end: " + lines());
        }
        return process.exitValue();
    }

    /** What it has said so far. */
    List<String> lines() {
        try {
            return Files.readAllLines(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
