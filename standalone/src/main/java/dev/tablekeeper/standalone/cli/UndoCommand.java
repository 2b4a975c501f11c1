package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "undo",
        description = "Puts the tables of a restore back as they were before it.",
        footer = {
            "",
            "Possible for a day, and once. Refused where a table changed since the restore, so that nothing new is lost.",
            "Exit code: 0 undone, 1 the job failed or was cancelled, 2 it cannot be undone, 3 no server."
        })
final class UndoCommand extends JobStartCommand {
    @Parameters(paramLabel = "JOB", description = "The restore's job.")
    private String id;

    @Option(
            names = "--discard-newer",
            description = "Also where a table changed since; what came into it since the restore is lost.")
    private boolean discardNewer;

    UndoCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Optional<String> hint(Problem problem) {
        return problem.code().equals(FailureType.CHANGED_SINCE.code())
                ? Optional.of("  " + terminal().program() + " undo " + id + " --discard-newer   # loses it")
                : Optional.empty();
    }

    @Override
    int run(RestClient client) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (discardNewer) {
            body.put("discardNewer", true);
        }
        RemoteJob job;
        try (JobProgress progress = Displays.of(terminal())) {
            job = JsonJobs.start(client, progress, RestRequest.post("v1", "jobs", id, "undo"), body, waitSeconds());
            if (job.json().path("existing").asBoolean()) {
                progress.note("This is being undone, or was undone, by job " + job.id() + ".");
            }
            job = follow(client, progress, job);
        }
        return report(client, job);
    }
}
