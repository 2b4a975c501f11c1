package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.temporal.install.Executables;
import dev.tablekeeper.standalone.temporal.install.TemporalRelease;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which Temporal the system runs on: the server that TEMPORAL_ADDRESS names; else the {@code temporal} program, where
 * there is one; else the one inside this process.
 */
public final class TemporalChoice {
    /** The value of {@link Configuration#TEMPORAL} that means: do not look for the program. */
    public static final String NO_PROGRAM = "none";

    private static final String DATABASE = "temporal.db";

    private TemporalChoice() {}

    /**
     * @param objectsFolder beside which the program keeps its database
     * @throws Failure with one line, where what was chosen cannot be had; nothing else is chosen then, since who set it up
     *     that way would not notice
     */
    public static TemporalConnection open(Configuration configuration, Path objectsFolder, Wire wire) {
        if (shared(configuration)) {
            return RemoteTemporal.open(
                    configuration.environment(), ui(configuration.get(Configuration.TEMPORAL_UI)), wire);
        }
        Optional<Path> program = program(configuration);
        if (program.isPresent()) {
            Path database = objectsFolder.toAbsolutePath().normalize().resolveSibling(DATABASE);
            return TemporalProgram.open(program.get(), database, wire);
        }
        return new InProcessTemporal(wire);
    }

    /**
     * Which Temporal it would be, after a look whether it can be had; nothing is started.
     *
     * @throws Failure with what is in the way
     */
    public static String check(Configuration configuration) {
        if (!shared(configuration)) {
            return program(configuration)
                    .map(program -> "the temporal program " + program + ", which serve starts")
                    .orElse("the one that serve has within its process");
        }
        try (RemoteTemporal remote = RemoteTemporal.open(
                configuration.environment(), ui(configuration.get(Configuration.TEMPORAL_UI)), Wire.PLAIN)) {
            remote.require();
            return remote.description();
        }
    }

    /** Whether other processes can use the same Temporal. */
    public static boolean shared(Configuration configuration) {
        return !configuration
                .environment()
                .getOrDefault(RemoteTemporal.ADDRESS, "")
                .isBlank();
    }

    /** The program to run: the one that is set, else where {@code install-temporal} puts it, else on PATH. */
    static Optional<Path> program(Configuration configuration) {
        String given = configuration.get(Configuration.TEMPORAL);
        if (given.equals(NO_PROGRAM)) {
            return Optional.empty();
        }
        if (!given.isEmpty()) {
            return Optional.of(given(given));
        }
        return TemporalRelease.installed(configuration.environment())
                .or(() -> Executables.onPath("temporal", configuration.environment()));
    }

    private static Path given(String value) {
        try {
            Path program = Path.of(value).toAbsolutePath();
            if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                return program;
            }
        } catch (InvalidPathException e) {
            // As one that is not there.
        }
        throw new Failure(
                FailureType.INVALID_REQUEST,
                Configuration.TEMPORAL + "=" + value + " is not a program; name the temporal program's file, or "
                        + NO_PROGRAM + " to do without it");
    }

    private static Optional<URI> ui(String value) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(value);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // As one of another kind.
        }
        throw new Failure(
                FailureType.INVALID_REQUEST,
                Configuration.TEMPORAL_UI + "=" + value + " is not an address of a UI; it is like"
                        + " https://temporal.example.com");
    }
}
