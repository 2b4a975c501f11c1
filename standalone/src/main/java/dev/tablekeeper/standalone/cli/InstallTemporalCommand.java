package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.cli.print.Terminal;
import dev.tablekeeper.standalone.temporal.install.Executables;
import dev.tablekeeper.standalone.temporal.install.GoBuild;
import dev.tablekeeper.standalone.temporal.install.ReleaseDownload;
import dev.tablekeeper.standalone.temporal.install.Source;
import dev.tablekeeper.standalone.temporal.install.TemporalInstallation;
import dev.tablekeeper.standalone.temporal.install.TemporalRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "install-temporal",
        description = "Installs the temporal program, which gives serve a Temporal with a UI and a memory.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Builds version " + TemporalRelease.VERSION + " with Go, into the folder tablekeeper/temporal-"
                    + TemporalRelease.VERSION + " of your",
            "cache (XDG_CACHE_HOME, or ~/.cache), where serve finds it. It uses nothing else of your system."
        })
final class InstallTemporalCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--download", description = "Download the release instead, and check it against its SHA-256.")
    private boolean download;

    @Option(
            names = "--download-from",
            paramLabel = "URL",
            defaultValue = TemporalRelease.DOWNLOADS,
            description = "With --download: a mirror of ${DEFAULT-VALUE}.")
    private String from;

    @Option(names = "--force", description = "Install it again where it is installed.")
    private boolean force;

    InstallTemporalCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path place = TemporalRelease.place(terminal.environment());
        if (!force && Files.isExecutable(place)) {
            terminal.out().println("Temporal " + TemporalRelease.VERSION + " is installed: " + place);
            return ExitCode.DONE;
        }
        TemporalInstallation.install(source(), place, terminal.err()::println);
        terminal.out().println("Installed " + place + "; " + terminal.program() + " serve uses it from now on.");
        return ExitCode.DONE;
    }

    private Source source() {
        if (download) {
            return ReleaseDownload.from(from);
        }
        return Executables.onPath("go", terminal.environment())
                .map(go -> new GoBuild(go, terminal.environment()))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "there is no Go on PATH to build Temporal with. Install Go (https://go.dev/dl/), or let the release be"
                                + " downloaded: " + terminal.program() + " install-temporal --download"));
    }
}
