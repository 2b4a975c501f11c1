package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.standalone.cli.client.Reply;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Figures;
import dev.tablekeeper.standalone.cli.print.Terminal;
import dev.tablekeeper.standalone.cli.print.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "tables", description = "Lists the tables, or describes one.")
final class TablesCommand extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "TABLE", description = "The table to describe.")
    private Optional<String> table = Optional.empty();

    TablesCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        Reply reply = client.send(
                table.map(t -> RestRequest.get("v1", "tables", t)).orElseGet(() -> RestRequest.get("v1", "tables")));
        if (json()) {
            printJson(reply);
        } else if (table.isPresent()) {
            describe(client.objectIn(reply));
        } else {
            list(client.objectIn(reply).path("tables"));
        }
        return ExitCode.DONE;
    }

    private void list(JsonNode tables) {
        TextTable text = new TextTable("table", "rows", "key", "description");
        for (JsonNode t : tables) {
            text.row(
                    t.path("table").asText(),
                    Figures.count(t.path("rows").asLong()),
                    texts(t.path("key")),
                    t.path("description").asText());
        }
        text.print(terminal().out(), "");
    }

    private void describe(JsonNode t) {
        terminal()
                .out()
                .println(t.path("table").asText() + ": "
                        + Figures.count(t.path("rows").asLong(), "row") + ", key " + texts(t.path("key")));
        if (t.hasNonNull("description")) {
            terminal().out().println(t.path("description").asText());
        }
        TextTable text = new TextTable("column", "type", "mode", "aliases", "description");
        for (JsonNode c : t.path("columns")) {
            text.row(
                    c.path("name").asText(),
                    c.path("type").asText(),
                    c.path("mode").asText(),
                    texts(c.path("aliases")),
                    c.path("description").asText());
        }
        text.print(terminal().out(), "");
    }

    private static String texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(a -> texts.add(a.asText()));
        return String.join(", ", texts);
    }
}
