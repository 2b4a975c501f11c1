package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.conformance.Installation;
import dev.tablekeeper.conformance.JobCase;
import dev.tablekeeper.conformance.RowsCase;
import dev.tablekeeper.conformance.World;
import dev.tablekeeper.conformance.temporal.Underneath;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts victims, as quickly as a JVM starts. */
final class Launcher {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private static final int LONGEST_LIFE_SECONDS = 150;

    private final Installation installation;
    private final List<Path> classPath;
    private final Path archive;

    /**
     * @param classPath what there is beside the product
     * @param archive where the classes lie that {@link #train} saw, so that they need not be read and checked again
     */
    private Launcher(Installation installation, List<Path> classPath, Path archive) {
        this.installation = installation;
        this.classPath = List.copyOf(classPath);
        this.archive = archive;
    }

    /** Laid out below a folder, as {@code run} says by system properties; trained. */
    static Launcher in(Path work) throws IOException, InterruptedException {
        Path installed = Files.createDirectories(work.resolve("installed"));
        List<Path> classPath = Stream.of(
                        System.getProperty("conformance.classpath").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        Launcher launcher = new Launcher(
                Installation.of(Path.of(System.getProperty("conformance.product")), installed),
                classPath,
                installed.resolve("classes.jsa"));
        launcher.train(new World(work.resolve("training"), Underneath.IN_PROCESS.variables()));
        return launcher;
    }

    /** Lets one victim live, to see which classes are needed. */
    private void train(World world) throws IOException, InterruptedException {
        Files.createDirectories(world.folder());
        Process process = start(
                world,
                RowsCase.APPEND,
                List.of("record", "1", "training"),
                world.folder().resolve("log.txt"),
                List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("a load that nobody disturbs does not end as it has to; see "
                    + world.folder().resolve("log.txt"));
        }
    }

    private Process start(World world, JobCase load, List<String> tasks, Path log) throws IOException {
        return start(world, load, tasks, log, List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off"));
    }

    private Process start(World world, JobCase load, List<String> tasks, Path log, List<String> options)
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

    /**
     * Lets a victim live until it ends, or says something after which it is to be killed.
     *
     * @param last what it says then
     */
    Life live(World world, JobCase load, List<String> tasks, String last) throws IOException, InterruptedException {
        Path log = world.folder().resolve("log.txt");
        Files.writeString(
                log, "== " + String.join(" ", tasks) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Process process = start(world, load, tasks, log);
        CompletableFuture<Boolean> tooLong = new CompletableFuture<>();
        CompletableFuture<Void> watch = CompletableFuture.runAsync(
                () -> {
                    tooLong.complete(process.isAlive());
                    process.toHandle().destroyForcibly();
                },
                CompletableFuture.delayedExecutor(LONGEST_LIFE_SECONDS, TimeUnit.SECONDS));
        List<String> lines = new ArrayList<>();
        boolean killed = false;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                lines.add(line);
                if (line.startsWith(last)) {
                    // SIGKILL, while the thread that said so stands still. By its handle, which leaves the pipe open.
                    process.toHandle().destroyForcibly();
                    killed = true;
                }
            }
        }
        int exit = process.waitFor();
        watch.cancel(false);
        return new Life(lines, killed, tooLong.getNow(false), exit);
    }
}
