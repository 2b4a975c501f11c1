package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: its commands, and what happens when one is called wrongly or fails. */
@Command(
        name = "tablekeeper",
        description =
                "Keeps tables fed, backed up and restorable: each accepted row arrives once, every bad row is handed back.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Tablekeeper.Version.class,
        footer = {
            "",
            "Exit codes: 0 done, 1 the job failed or was cancelled, 2 wrong usage or refused, 3 no server.",
            "Each command has its own --help."
        })
public final class Tablekeeper implements Callable<Integer> {
    private static final int HELP_WIDTH = 110;

    @Spec
    private CommandSpec spec;

    private Tablekeeper() {}

    public static void main(String[] args) {
        System.exit(run(Terminal.ofProcess(), args));
    }

    /** Runs one command; the exit code. */
    public static int run(Terminal terminal, String... args) {
        return commandLine(terminal).execute(args);
    }

    static CommandLine commandLine(Terminal terminal) {
        CommandLine line = new CommandLine(new Tablekeeper());
        for (Object command : Arrays.asList(
                new DemoCommand(terminal),
                new ServeCommand(terminal),
                new CheckCommand(terminal),
                new InstallTemporalCommand(terminal),
                new KeysCommand(terminal),
                new LoadCommand(terminal),
                new InsertCommand(terminal),
                new RowsCommand(terminal),
                new ViewCommand(terminal),
                new CommandLine(new TablesCommand(terminal))
                        .addSubcommand(new TablesDiffCommand(terminal))
                        .addSubcommand(new TablesApplyCommand(terminal))
                        .addSubcommand(new InferCommand(terminal)),
                new BackupCommand(terminal),
                new CommandLine(new BackupsCommand(terminal))
                        .addSubcommand(new ShowBackupCommand(terminal))
                        .addSubcommand(new DeleteBackupCommand(terminal)),
                new VerifyCommand(terminal),
                new RestoreCommand(terminal),
                new ApproveCommand(terminal),
                new UndoCommand(terminal),
                new JobsCommand(terminal),
                new JobCommand(terminal),
                new RejectsCommand(terminal),
                new CancelCommand(terminal),
                new RetryCommand(terminal))) {
            line.addSubcommand(command);
        }
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
        line.getSubcommands()
                .get("serve")
                .getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_FOOTER, ServeCommand::settings);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, wrong) -> wrongUsage(terminal, e))
                .setExecutionExceptionHandler((e, command, result) -> failed(terminal, e));
    }

    /** Without a command there is only help to give. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    private static int wrongUsage(Terminal terminal, ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("tablekeeper: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        String name = command.getCommandSpec().qualifiedName(" ").replaceFirst("^tablekeeper", "");
        err.println("See " + terminal.program() + name + " --help");
        return ExitCode.USAGE;
    }

    private static int failed(Terminal terminal, Exception e) {
        if (e instanceof CommandFailure failure) {
            terminal.err().println("tablekeeper: " + failure.getMessage());
            return failure.exitCode();
        }
        if (e instanceof Failure failure) {
            terminal.err().println("tablekeeper: " + failure.getMessage());
            return failure.type() == FailureType.INVALID_REQUEST ? ExitCode.USAGE : ExitCode.FAILED;
        }
        terminal.err().println("tablekeeper: something went wrong that should not: " + e);
        Arrays.stream(e.getStackTrace())
                .limit(3)
                .forEach(frame -> terminal.err().println("  at " + frame));
        return ExitCode.FAILED;
    }

    /** The product's version, as it stands in the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Tablekeeper.class.getPackage().getImplementationVersion();
            return new String[] {
                "tablekeeper " + (version == null ? "(not packaged)" : version),
                "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
            };
        }
    }
}
