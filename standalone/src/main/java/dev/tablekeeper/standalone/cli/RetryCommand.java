package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.cli.client.JobProgress;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Displays;
import dev.tablekeeper.standalone.cli.print.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "retry",
        description = "Does a failed job's work anew, as a new job, from what it has kept.",
        footer = {
            "",
            "While a retry is under way, or when one has succeeded, that one is shown: nothing is done twice.",
            "Exit code: 0 done, 1 the new job failed or was cancelled, 2 the job cannot be retried, 3 no server."
        })
final class RetryCommand extends JobStartCommand {
    @Parameters(paramLabel = "JOB", description = "The id of a job that failed or was cancelled.")
    private String id;

    RetryCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        RemoteJob job;
        try (JobProgress progress = Displays.of(terminal())) {
            // Needs no idempotency key: asking again is answered with the same retry while it has not failed.
            job = client.job(RestRequest.post("v1", "jobs", id, "retry").waiting(waitSeconds()));
            if (job.json().path("existing").asBoolean()) {
                progress.note("This is being done, or was done, by job " + job.id() + ".");
            }
            job = follow(client, progress, job);
        }
        return report(client, job);
    }
}
