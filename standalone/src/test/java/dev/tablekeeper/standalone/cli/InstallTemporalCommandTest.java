package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.standalone.temporal.install.TemporalRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallTemporalCommandTest {
    @TempDir
    private Path folder;

    private Map<String, String> environment;
    private Path place;

    @BeforeEach
    void setUp() {
        environment =
                new HashMap<>(Map.of("HOME", folder.toString(), "PATH", folder.resolve("bin") + ":/usr/bin:/bin"));
        place = folder.resolve(".cache/tablekeeper/temporal-" + TemporalRelease.VERSION + "/temporal");
    }

    private Ran run(String... more) {
        String[] arguments = new String[more.length + 1];
        arguments[0] = "install-temporal";
        System.arraycopy(more, 0, arguments, 1, more.length);
        return Ran.with(environment, new byte[0], arguments);
    }

    /** A {@code go} that puts a program where it is told to. */
    private void go(String... lines) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Path go = Files.writeString(folder.resolve("bin/go"), "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(go, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void goBuildsItOnceAndAgainWhereThatIsWanted() throws IOException {
        go(
                "echo \"go: $*\"",
                "printf '#!/bin/sh\\necho version of the day\\n' > \"$GOBIN/temporal\"",
                "chmod +x \"$GOBIN/temporal\"");
        Ran first = run();
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err())
                .contains("go: install github.com/temporalio/cli/cmd/temporal@v1.5.1")
                .contains("version of the day");
        assertThat(first.out()).contains("Installed " + place);
        assertThat(TemporalRelease.installed(environment)).contains(place);

        Ran second = run();
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).contains("is installed: " + place);
        assertThat(second.err()).isEmpty();

        assertThat(run("--force").err()).contains("go: install");
    }

    @Test
    void aBuildThatFailsInstallsNothing() throws IOException {
        go("echo no network >&2", "exit 1");
        Ran ran = run();
        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).contains("no network").contains("--download");
        assertThat(place).doesNotExist();
    }

    @Test
    void withoutGoItSaysWhatToDo() {
        environment.put("PATH", folder.resolve("bin").toString());
        Ran ran = run();
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("no Go on PATH").contains("install-temporal --download");
    }

    @Test
    void withoutAFolderForItItSaysSo() {
        environment.remove("HOME");
        assertThat(run().err()).contains("XDG_CACHE_HOME");
    }

    @Test
    void aServerThatIsAwayIsSaid() {
        Ran ran = run("--download", "--download-from", "http://127.0.0.1:1/mirror");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).contains("http://127.0.0.1:1/mirror/v1.5.1/");
    }
}
