package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.standalone.cli.client.Problem;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Proves that a backup restores.",
        footer = {
            "",
            "It is restored to a scratch place, compared row by row, and dropped again; the evidence is kept beside it.",
            "Exit code: 0 it restores, 1 it does not or the job was cancelled, 2 wrong usage or refused, 3 no server."
        })
final class VerifyCommand extends JobStartCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "BACKUP",
            defaultValue = "latest",
            description = "The backup's id; latest, if not given, for the newest.")
    private String backup;

    VerifyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Optional<String> hint(Problem problem) {
        return whichBackups(problem);
    }

    @Override
    int run(RestClient client) {
        return startAndReport(
                client, RestRequest.post("v1", "backups", backup, "verifications"), Json.MAPPER.createObjectNode());
    }
}
