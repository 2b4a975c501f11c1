package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "backup",
        description = "Backs up tables, all as they are at one instant.",
        footer = {
            "",
            "Without --tables it is all base tables of the dataset, described or not. Loads and inserts go on meanwhile.",
            "The retention rule is applied afterwards; a backup with a label is kept until it is deleted.",
            "Exit code: 0 backed up, 1 the job failed or was cancelled, 2 wrong usage or refused, 3 no server."
        })
final class BackupCommand extends JobStartCommand {
    @Option(names = "--tables", split = ",", paramLabel = "TABLE", description = "These only, separated by commas.")
    private List<String> tables = List.of();

    @Option(
            names = "--label",
            paramLabel = "TEXT",
            description = "What to call it; it is kept until it is deleted then.")
    private Optional<String> label = Optional.empty();

    BackupCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (!tables.isEmpty()) {
            tables.forEach(body.putArray("tables")::add);
        }
        label.ifPresent(text -> body.put("label", text));
        return startAndReport(client, RestRequest.post("v1", "backups"), body);
    }
}
