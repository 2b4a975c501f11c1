package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, with a Maven and a Java that only write down how they were called. */
class LauncherTest {
    private static final Path SCRIPT = Path.of("../tablekeeper");
    private static final String PATH = System.getenv("PATH");

    @TempDir
    private Path folder;

    private Path home;
    private Path javaHome;
    private Path jar;
    private Path builds;

    @BeforeEach
    void layOut() throws IOException {
        home = Files.createDirectories(folder.resolve("a home"));
        javaHome = folder.resolve("jdk");
        jar = home.resolve("standalone/target/tablekeeper.jar");
        builds = folder.resolve("builds");
        Files.copy(SCRIPT, home.resolve("tablekeeper"), StandardCopyOption.COPY_ATTRIBUTES);
        source("pom.xml");
        source("model/src/main/java/A.java");
        java("17.0.1");
        maven("echo build >>'" + builds + "'; mkdir -p standalone/target; echo jar >standalone/target/tablekeeper.jar");
    }

    /** The programs that there are, where not all are. */
    private List<String> only = List.of();

    private record Ended(int exitCode, String output) {}

    private void source(String path) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "text");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
    }

    private void java(String version) throws IOException {
        script(
                javaHome.resolve("bin/java"),
                "pwd; for a in \"$@\"; do echo \"$a\"; done; echo \"tables=$TABLEKEEPER_TABLES\"");
        Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private void maven(String commands) throws IOException {
        script(folder.resolve("bin/mvn"), commands);
    }

    private static void script(Path file, String commands) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!" + where("bash") + "\n" + commands + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("tablekeeper").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().put("PATH", folder.resolve("bin") + ":" + (only.isEmpty() ? PATH : tools()));
        builder.environment().keySet().removeIf(name -> name.startsWith("TABLEKEEPER_"));
        return builder.start();
    }

    /** A folder in which there are no programs but {@link #only}. */
    private Path tools() throws IOException {
        Path tools = folder.resolve("tools");
        for (String program : only) {
            script(tools.resolve(program), "exec '" + where(program) + "' \"$@\"");
        }
        return tools;
    }

    private static Path where(String program) {
        return Arrays.stream(PATH.split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private static Ended end(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return end(start(arguments));
    }

    private long builds() throws IOException {
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    @Test
    void theFirstRunBuildsAndTheNextDoesNot() throws Exception {
        Ended first = run("load", "jobs", "my file.csv");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output())
                .contains("building")
                .contains("-jar\n" + jar + "\nload\njobs\nmy file.csv\n")
                .contains("-Xmx512m")
                .contains("TieredStopAtLevel=1")
                .contains(folder.toRealPath() + "\n")
                .contains("tables=" + home.resolve("tables"))
                .doesNotContain("sun-misc-unsafe");
        assertThat(run("jobs").output()).doesNotContain("building");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aSourceThatIsNewerIsBuilt() throws Exception {
        run("jobs");
        Files.setLastModifiedTime(
                home.resolve("model/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run("jobs").output()).contains("building");
    }

    @Test
    void whatIsNoPartOfTheProgramIsNotBuilt() throws Exception {
        run("jobs");
        for (String path :
                List.of("model/src/test/java/T.java", "model/target/pom.xml", "samples/a.csv", "docs/a.md")) {
            source(path);
            Files.setLastModifiedTime(
                    home.resolve(path), FileTime.from(Instant.now().plusSeconds(60)));
        }
        assertThat(run("jobs").output()).doesNotContain("building");
    }

    @Test
    void runsAtTheSameTimeBuildOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(start("jobs"));
        }
        for (Process process : processes) {
            Ended ended = end(process);
            assertThat(ended.exitCode()).as(ended.output()).isZero();
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void withoutFlockTooRunsAtTheSameTimeBuildOnce() throws Exception {
        // As on macOS.
        only = List.of(
                "bash",
                "env",
                "cat",
                "dirname",
                "find",
                "grep",
                "head",
                "mkdir",
                "readlink",
                "rm",
                "sleep",
                "tail",
                "touch");
        runsAtTheSameTimeBuildOnce();
    }

    @Test
    void aLockThatAKilledBuildLeftIsTakenAway() throws Exception {
        withoutFlockTooRunsAtTheSameTimeBuildOnce();
        Files.delete(jar);
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path lock = Files.createDirectories(home.resolve("target/.tablekeeper-build-lock"));
        Files.writeString(lock.resolve("pid"), Long.toString(gone.pid()));
        assertThat(run("jobs").exitCode()).isZero();
        assertThat(builds()).isEqualTo(2);
        assertThat(lock).doesNotExist();
    }

    @Test
    void aBuildThatFailsSaysWhere() throws Exception {
        maven("echo 'cannot find symbol'; exit 1");
        Ended ended = run("jobs");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains("cannot find symbol").contains("target/tablekeeper-build.log");
        assertThat(jar).doesNotExist();
    }

    @Test
    void anOldJavaIsRefused() throws Exception {
        java("1.8.0_292");
        Ended old = run("jobs");
        assertThat(old.exitCode()).isEqualTo(1);
        assertThat(old.output()).contains("Java 17 or newer is needed").contains("1.8.0_292");
        assertThat(builds()).isZero();
    }

    @Test
    void aServerRunsWithAllThatTheJvmCan() throws Exception {
        java("25.0.1");
        assertThat(run("serve").output())
                .doesNotContain("TieredStopAtLevel")
                .contains("--sun-misc-unsafe-memory-access=allow");
    }
}
