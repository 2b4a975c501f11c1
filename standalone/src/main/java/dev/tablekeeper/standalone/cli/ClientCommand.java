package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.cli.client.Problem;
import dev.tablekeeper.standalone.cli.client.Reply;
import dev.tablekeeper.standalone.cli.client.RequestRefused;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.ServerUnreachable;
import dev.tablekeeper.standalone.cli.print.DisplayText;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that asks a server something; what can go wrong with that is told here, the same way for all. */
@Command(mixinStandardHelpOptions = true)
abstract class ClientCommand implements Callable<Integer> {
    private static final int MOST_FAULTS = 20;

    private final Terminal terminal;

    @Mixin
    private ServerOptions server;

    ClientCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Does it and says how it ended, see {@link ExitCode}. */
    abstract int run(RestClient client);

    @Override
    public final Integer call() {
        RestClient client = new RestClient(server.server(terminal), terminal.variable(ServerOptions.KEY_VARIABLE));
        return attempt(client, () -> run(client));
    }

    /** What to type after such a refusal, if there is something. */
    Optional<String> hint(Problem problem) {
        return Optional.empty();
    }

    /** Does one of several things, and tells what goes wrong with it; the exit code. */
    final int attempt(RestClient client, IntSupplier thing) {
        try {
            return thing.getAsInt();
        } catch (RequestRefused e) {
            printJson(e.reply());
            print(e.problem());
            hint(e.problem()).ifPresent(terminal.err()::println);
            e.reply()
                    .json()
                    .map(reply -> reply.path("job").asText())
                    .filter(job -> !job.isEmpty())
                    .ifPresent(job -> terminal.err()
                            .println(
                                    "The rejected rows: " + terminal.program() + " rejects " + job + " > rejects.csv"));
            if (e.byTheRequest()) {
                return ExitCode.USAGE;
            }
            return e.passing() ? ExitCode.UNREACHABLE : ExitCode.FAILED;
        } catch (ServerUnreachable e) {
            terminal.err().println("tablekeeper: " + e.getMessage() + hint(client, e));
            return ExitCode.UNREACHABLE;
        }
    }

    final Terminal terminal() {
        return terminal;
    }

    final boolean json() {
        return server.json;
    }

    /** Prints the body of a reply where {@code --json} asks for it. */
    final void printJson(Reply reply) {
        printJson(reply.body());
    }

    final void printJson(String body) {
        if (server.json) {
            printBody(body);
        }
    }

    /** Prints a reply's body and sees to its last line end. */
    final void printBody(String body) {
        PrintStream out = terminal.out();
        out.print(body);
        if (!body.isEmpty() && !body.endsWith("\n")) {
            out.println();
        }
    }

    private void print(Problem problem) {
        PrintStream err = terminal.err();
        err.println("tablekeeper: " + problem.title() + (problem.code().isEmpty() ? "" : " (" + problem.code() + ")"));
        // Where the faults are listed, the detail is their sum.
        if (problem.faults().isEmpty() && !problem.detail().isEmpty()) {
            err.println("  " + problem.detail());
        }
        problem.faults().stream()
                .limit(MOST_FAULTS)
                .forEach(fault -> err.println("  - " + DisplayText.printable(fault)));
        if (problem.faults().size() > MOST_FAULTS) {
            err.println("  … and " + (problem.faults().size() - MOST_FAULTS) + " more");
        }
    }

    private String hint(RestClient client, ServerUnreachable e) {
        if (e.mayHaveArrived()) {
            return "";
        }
        return client.server().toString().equals(ServerOptions.DEFAULT_SERVER)
                ? ": start one with " + terminal.program() + " serve"
                : ". Is the address right, and does the server run? (--server, " + ServerOptions.URL_VARIABLE + ")";
    }
}
