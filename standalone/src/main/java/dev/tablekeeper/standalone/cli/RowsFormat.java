package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.standalone.cli.client.Reply;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.JsonTable;
import picocli.CommandLine.Option;

/** How rows of data are printed: as a table, as CSV, or as the JSON that came. */
final class RowsFormat {
    @Option(names = "--csv", description = "Print CSV.")
    private boolean csv;

    void print(ClientCommand command, RestClient client, RestRequest request) {
        if (csv) {
            command.printBody(client.send(request.header("Accept", "text/csv")).body());
            return;
        }
        Reply reply = client.send(request.header("Accept", "application/json"));
        if (command.json()) {
            command.printJson(reply);
            return;
        }
        JsonNode rows = client.objectIn(reply).path("rows");
        if (rows.isEmpty()) {
            command.terminal().err().println("No rows.");
        } else {
            JsonTable.of(rows).print(command.terminal().out(), "");
        }
    }
}
