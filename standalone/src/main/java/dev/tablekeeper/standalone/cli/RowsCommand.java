package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rows", description = "Shows some rows of a table.")
final class RowsCommand extends ClientCommand {
    @Parameters(paramLabel = "TABLE", description = "The table.")
    private String table;

    @Option(names = "--limit", paramLabel = "N", description = "How many (default 20, at most 1000).")
    private Optional<Integer> limit = Optional.empty();

    @Mixin
    private RowsFormat format;

    RowsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        format.print(
                this, client, RestRequest.get("v1", "tables", table, "rows").query("limit", limit));
        return ExitCode.DONE;
    }
}
