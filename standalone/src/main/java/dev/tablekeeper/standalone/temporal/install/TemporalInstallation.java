package dev.tablekeeper.standalone.temporal.install;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Installs the temporal program: made beside its place, tried, and moved there in one step, so it is there whole or not. */
public final class TemporalInstallation {
    private TemporalInstallation() {}

    /**
     * @param place the program's file
     * @throws Failure where it could not be had, or does not run on this machine
     */
    public static void install(Source source, Path place, Consumer<String> say)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(place.getParent());
        Path work = Files.createTempDirectory(folder, "making-");
        try {
            Path program = source.into(work, say);
            say.accept(version(program));
            Files.move(program, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            delete(work);
        }
    }

    private static String version(Path program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new Failure(
                    FailureType.DAMAGED,
                    "the program that was made does not run here (exit code " + exit + ": " + said
                            + "). Nothing was installed");
        }
        return said;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> inside;
        try (Stream<Path> paths = Files.walk(folder)) {
            inside = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }
}
