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
        name = "approve",
        description = "Lets a restore that waits for approval go on.",
        footer = {"", "Exit code: 0 restored, 1 the job failed or was cancelled, 2 it does not wait, 3 no server."})
final class ApproveCommand extends JobStartCommand {
    @Parameters(paramLabel = "JOB", description = "The restore's job.")
    private String id;

    ApproveCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        RemoteJob job;
        try (JobProgress progress = Displays.of(terminal())) {
            job = client.job(RestRequest.post("v1", "jobs", id, "approve").waiting(waitSeconds()));
            progress.note("Approved.");
            job = follow(client, progress, job);
        }
        return report(client, job);
    }
}
