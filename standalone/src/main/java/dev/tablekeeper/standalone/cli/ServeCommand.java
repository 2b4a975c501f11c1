package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.Serve;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;

@Command(
        name = "serve",
        description = "Runs the whole system in one process, until it is stopped.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration.unknown(terminal.environment()).forEach(terminal.err()::println);
        try (Serve serve = Serve.start(Configuration.of(terminal.environment()))) {
            Shutdown shutdown = Shutdown.with(serve::close, Serve.REST, terminal.err());
            terminal.err().println("Tablekeeper serves at " + serve.uri() + " (Ctrl-C stops it)");
            terminal.err()
                    .println("In a browser: " + serve.uri() + "/dashboard, and the API explained at " + serve.uri()
                            + "/docs");
            serve.operationsUri()
                    .ifPresent(uri ->
                            terminal.err().println("Metrics and health at " + uri + "/metrics, /healthz, /readyz"));
            shutdown.await();
            return ExitCode.DONE;
        }
    }

    /** The settings, below the command's help. */
    static String settings(Help help) {
        StringBuilder text = new StringBuilder();
        text.append(System.lineSeparator())
                .append("Settings (environment variables; a value secret:NAME stands for that secret):")
                .append(System.lineSeparator());
        for (Configuration.Setting setting : Configuration.settings()) {
            String otherwise = setting.defaultValue().isEmpty() ? "" : " (default " + setting.defaultValue() + ")";
            text.append("  ")
                    .append(setting.name())
                    .append(System.lineSeparator())
                    .append("      ")
                    .append(setting.description())
                    .append(otherwise)
                    .append(System.lineSeparator());
        }
        return text.append(System.lineSeparator())
                .append(
                        "Temporal's own variables are honoured: with TEMPORAL_ADDRESS (host:port) jobs run on that server,")
                .append(System.lineSeparator())
                .append(
                        "with TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_* and the others as its clients read them.")
                .append(System.lineSeparator())
                .toString();
    }
}
