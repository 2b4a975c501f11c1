package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.standalone.cli.client.Reply;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Terminal;
import dev.tablekeeper.standalone.cli.print.TextTable;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "view", description = "Shows a metric; without a name, which there are.")
final class ViewCommand extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The view.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--year", paramLabel = "YEAR", description = "Only this year (default: all).")
    private Optional<Integer> year = Optional.empty();

    @Mixin
    private RowsFormat format;

    ViewCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        if (name.isPresent()) {
            format.print(
                    this, client, RestRequest.get("v1", "views", name.get()).query("year", year));
        } else {
            list(client);
        }
        return ExitCode.DONE;
    }

    private void list(RestClient client) {
        Reply reply = client.send(RestRequest.get("v1", "views"));
        if (json()) {
            printJson(reply);
            return;
        }
        TextTable table = new TextTable("view", "description");
        for (JsonNode view : client.objectIn(reply).path("views")) {
            table.row(view.path("view").asText(), view.path("description").asText());
        }
        table.print(terminal().out(), "");
    }
}
