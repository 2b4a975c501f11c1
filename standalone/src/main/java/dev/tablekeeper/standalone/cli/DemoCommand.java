package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.Serve;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.demo.Demo;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Starts everything, loads the sample files, loses a table and gets it back.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code: 1 when anything was not as it should be. It serves until Ctrl-C otherwise."})
final class DemoCommand implements Callable<Integer> {
    /** Read by logback.xml. */
    private static final String LOG_LEVEL = "tablekeeper.log";

    private final Terminal terminal;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();

    @Option(names = "--exit", description = "End when the demonstration is over, do not go on serving.")
    private boolean exit;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Keep the data in this empty folder (default: a temporary one, deleted at the end).")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--samples",
            paramLabel = "FOLDER",
            defaultValue = "${sys:tablekeeper.home:-.}/samples",
            description = "Where the sample files are (default: ${DEFAULT-VALUE}).")
    private Path samples;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isDirectory(samples)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "There are no sample files in " + samples + "; name their folder with --samples.");
        }
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "WARN");
        }
        DemoFolder folder = DemoFolder.of(data);
        boolean asItShouldBe = false;
        boolean started = false;
        try (Serve serve = start(folder)) {
            started = true;
            Shutdown shutdown = Shutdown.with(() -> stop(serve, folder), Serve.REST, terminal.err());
            say("Tablekeeper serves at " + serve.uri());
            asItShouldBe = play(serve, folder);
            if (asItShouldBe && !exit) {
                tryNext(serve.uri());
                shutdown.await();
            }
            if (stopping.get()) {
                // What did not go as it should was stopped, and that was asked for.
                shutdown.await();
                return ExitCode.DONE;
            }
        } finally {
            // When the process is being stopped, that does it.
            if ((asItShouldBe || !started) && !stopping.get()) {
                folder.end();
            }
        }
        return asItShouldBe ? ExitCode.DONE : ExitCode.FAILED;
    }

    private Serve start(DemoFolder folder) throws IOException {
        DemoSetting setting = DemoSetting.of(terminal.environment(), folder.path());
        if (!setting.usualPort()) {
            say("Port " + DemoSetting.USUAL_PORT + " is taken; another one is used.");
        }
        say("Starting API, workers, Temporal and DuckDB in this process; data in " + folder.path());
        return Serve.start(Configuration.of(setting.environment()));
    }

    private boolean play(Serve serve, DemoFolder folder) {
        RestClient client = new RestClient(serve.uri(), Optional.empty());
        List<String> surprises = new Demo(terminal, client, samples, folder.path(), stopping::get).play();
        say("");
        if (surprises.isEmpty()) {
            say("Every count was as it should be.");
        } else if (!stopping.get()) {
            failed.set(true);
            terminal.err().println("Not as it should be (the data is left in " + folder.path() + "):");
            surprises.forEach(s -> terminal.err().println("  - " + s));
        }
        return surprises.isEmpty();
    }

    private void tryNext(URI server) {
        String program = terminal.program();
        say("", "Try next, in another terminal:");
        if (!server.toString().equals(ServerOptions.DEFAULT_SERVER)) {
            say("  export " + ServerOptions.URL_VARIABLE + "=" + server + "   # the usual port is taken");
        }
        say(
                "  " + program + " jobs",
                "  " + program + " rows hired_employees",
                "  " + program + " view departments_above_average_hires",
                "  " + program + " load hired_employees YOUR_FILE.csv --dry-run",
                "  echo '{\"id\": 13, \"department\": \"New\"}' | " + program + " insert departments -",
                "  " + program + " backups",
                "  " + program + " restore",
                "  curl " + server + "/v1/tables/hired_employees",
                "",
                "or in a browser: " + server + "/dashboard, and the API explained at " + server + "/docs",
                "",
                "Ctrl-C ends it.");
    }

    /** When a signal ends the demonstration, wherever it is; otherwise at the very end, when all of it is done. */
    private void stop(Serve serve, DemoFolder folder) {
        stopping.set(true);
        serve.close();
        try {
            // What a failure left is there to be looked at.
            if (!failed.get()) {
                folder.end();
            }
        } catch (IOException e) {
            terminal.err().println("The data in " + folder.path() + " could not be deleted: " + e.getMessage());
        }
    }

    private void say(String... lines) {
        PrintStream out = terminal.out();
        for (String line : lines) {
            out.println(line);
        }
    }
}
