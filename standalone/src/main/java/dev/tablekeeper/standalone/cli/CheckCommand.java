package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.Check;
import dev.tablekeeper.standalone.CheckReport;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.cli.print.DisplayText;
import dev.tablekeeper.standalone.cli.print.Figures;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = "Tries every service and permission that the settings need, and says what is missing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reads the settings that serve reads (see serve --help), and asks for everything as serve would: secrets, keys,"
                    + " definitions, the warehouse, the places for objects, Temporal. What it writes for that it deletes."
                    + " It goes on after each thing that is missing; a line says which role gives it.",
            "",
            "Exit codes: 0 nothing is missing, 1 something is. Warnings are nothing that is missing."
        })
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--json", description = "Print {\"ok\", \"checks\": […]} as JSON on standard output.")
    private boolean json;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Configuration.unknown(terminal.environment()).forEach(terminal.err()::println);
        CheckReport report = Check.of(Configuration.of(terminal.environment()));
        if (json) {
            terminal.out().println(report.json());
        } else {
            report.lines().forEach(line -> terminal.out().println(DisplayText.printable(line)));
        }
        String warnings = report.warnings() == 0 ? "" : ", " + Figures.count(report.warnings(), "warning");
        terminal.err()
                .println((report.missing() == 0 ? "Nothing is missing" : report.missing() + " missing") + warnings
                        + ".");
        return report.missing() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
