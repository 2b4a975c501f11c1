package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.ChangeReport;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.DefinedTables;
import dev.tablekeeper.standalone.cli.print.DisplayText;
import dev.tablekeeper.standalone.cli.print.Figures;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "diff",
        description = "Says in what the warehouse is not as tables/ and views/ say; changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Works on the warehouse that TABLEKEEPER_WAREHOUSE names, without a server: a DuckDB file that one serves is"
                    + " locked, so stop it first. What has a ! before it is nothing that 'tables apply' does.",
            "",
            "Exit codes: 0 nothing differs, 1 something does, 2 definitions or settings that are wrong."
        })
final class TablesDiffCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--json", description = "Print {\"changes\": […]} as JSON on standard output.")
    private boolean json;

    TablesDiffCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ChangeReport report = DefinedTables.of(Configuration.of(terminal.environment()), Optional.empty())
                .diff();
        if (json) {
            terminal.out().println(report.json(false));
        } else {
            report.lines().forEach(line -> terminal.out().println(DisplayText.printable(line)));
        }
        if (report.count() == 0) {
            terminal.err().println("The warehouse is as the definitions say.");
            return ExitCode.DONE;
        }
        terminal.err()
                .println(Figures.count(report.count(), "difference") + "; "
                        + (report.refused() == 0
                                ? terminal.program() + " tables apply makes them go"
                                : report.refused() + " of them nobody but you can mend (!)"));
        return ExitCode.FAILED;
    }
}
