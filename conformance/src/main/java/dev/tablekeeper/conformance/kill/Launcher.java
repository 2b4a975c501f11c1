package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.conformance.Installation;
import dev.tablekeeper.conformance.LoadCase;
import dev.tablekeeper.conformance.World;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts victims, as quickly as a JVM starts. */
final class Launcher {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Installation installation;
    private final List<Path> classPath;
    private final Path archive;

    /**
     * @param classPath what there is beside the product
     * @param archive where the classes lie that {@link #train} saw, so that they need not be read and checked again
     */
    Launcher(Installation installation, List<Path> classPath, Path archive) {
        this.installation = installation;
        this.classPath = List.copyOf(classPath);
        this.archive = archive;
    }

    /** Lets one victim live, to see which classes are needed. */
    void train(World world) throws IOException, InterruptedException {
        Files.createDirectories(world.folder());
        Process process = start(
                world,
                LoadCase.APPEND,
                List.of("record", "1", "training"),
                world.folder().resolve("log.txt"),
                List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("a load that nobody disturbs does not end as it has to; see "
                    + world.folder().resolve("log.txt"));
        }
    }

    Process start(World world, LoadCase load, List<String> tasks, Path log) throws IOException {
        return start(world, load, tasks, log, List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off"));
    }

    private Process start(World world, LoadCase load, List<String> tasks, Path log, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JAVA.toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary(world),
                "-Djava.library.path=" + installation.natives(),
                "-Dtablekeeper.home=" + System.getProperty("tablekeeper.home")));
        command.addAll(options);
        command.addAll(List.of(
                "-cp", classPath(), Victim.class.getName(), world.folder().toString(), load.name()));
        command.addAll(tasks);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("TEMPORAL_") || name.startsWith("TABLEKEEPER_"));
        environment.putAll(world.environment());
        return builder.start();
    }

    private static Path temporary(World world) throws IOException {
        return Files.createDirectories(world.folder().resolve("tmp"));
    }

    private String classPath() {
        List<String> parts = new ArrayList<>(List.of(installation.jar().toString()));
        classPath.forEach(part -> parts.add(part.toString()));
        return String.join(File.pathSeparator, parts);
    }

    /** What a victim said and how it went. */
    record Life(List<String> lines, boolean killed, boolean tooLong, Optional<Integer> exit) {
        Optional<String> said(String prefix) {
            return lines.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .findFirst();
        }

        List<String> all(String prefix) {
            return lines.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .toList();
        }
    }
}
