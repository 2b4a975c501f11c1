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
        name = "apply",
        description = "Makes the warehouse as tables/ and views/ say, as far as nothing can be lost by it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Makes datasets, tables and views; adds columns that rows can do without; lets REQUIRED columns be NULL; changes"
                    + " views, and descriptions and labels on BigQuery. Where anything else differs (!), nothing is done.",
            "",
            "Works on the warehouse that TABLEKEEPER_WAREHOUSE names, without a server: a DuckDB file that one serves is"
                    + " locked, so stop it first. Tables that no definition names are left alone.",
            "",
            "Exit codes: 0 done, 1 refused or failed, 2 definitions or settings that are wrong."
        })
final class TablesApplyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--location",
            paramLabel = "LOCATION",
            description =
                    "Where BigQuery is to keep the data of a dataset that is not there yet, such as EU; the bucket has"
                            + " to be in the same.")
    private Optional<String> location = Optional.empty();

    @Option(names = "--json", description = "Print {\"changes\": […], \"applied\": …} as JSON on standard output.")
    private boolean json;

    TablesApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ChangeReport report = DefinedTables.of(Configuration.of(terminal.environment()), location)
                .apply();
        boolean done = report.refused() == 0;
        if (json) {
            terminal.out().println(report.json(done));
        } else {
            report.lines().forEach(line -> terminal.out().println(DisplayText.printable(line)));
        }
        terminal.err().println(outcome(report, done));
        return done ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static String outcome(ChangeReport report, boolean done) {
        if (report.count() == 0) {
            return "The warehouse is as the definitions say: there was nothing to do.";
        }
        return done
                ? Figures.count(report.count(), "difference") + ", all mended: the warehouse is as the definitions say."
                : "Nothing was done: " + report.refused() + " of " + Figures.count(report.count(), "difference")
                        + " nobody but you can mend (!). Then apply again.";
    }
}
