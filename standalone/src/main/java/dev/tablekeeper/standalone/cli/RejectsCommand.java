package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rejects",
        description = "Prints the rows that a job rejected, as CSV.",
        footer = {"", "Mend the fields and load the file as it is: the columns that begin with _ are passed over."})
final class RejectsCommand extends ClientCommand {
    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id;

    @Option(names = "--table", paramLabel = "TABLE", description = "Of which table, where several were inserted into.")
    private Optional<String> table = Optional.empty();

    RejectsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        RestRequest request = RestRequest.get("v1", "jobs", id, "rejects").query("table", table);
        try (InputStream rejects = client.open(request)) {
            rejects.transferTo(terminal().out());
            terminal().out().flush();
            return ExitCode.DONE;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "The rejected rows broke off (" + e.getMessage() + "): this is not all of them.");
        }
    }
}
