package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.standalone.cli.client.JobProgress;
import dev.tablekeeper.standalone.cli.client.JsonJobs;
import dev.tablekeeper.standalone.cli.client.Problem;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Displays;
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
        return problem.code().equals(FailureType.UNKNOWN_BACKUP.code())
                ? Optional.of("There are: " + terminal().program() + " backups; "
                        + terminal().program() + " backup makes one.")
                : Optional.empty();
    }

    @Override
    int run(RestClient client) {
        RemoteJob job;
        try (JobProgress progress = Displays.of(terminal())) {
            RestRequest route = RestRequest.post("v1", "backups", backup, "verifications");
            job = JsonJobs.start(client, progress, route, Json.MAPPER.createObjectNode(), waitSeconds());
            job = follow(client, progress, job);
        }
        return report(client, job);
    }
}
