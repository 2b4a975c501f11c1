package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.standalone.cli.client.JobProgress;
import dev.tablekeeper.standalone.cli.client.JobWatch;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Displays;
import dev.tablekeeper.standalone.cli.print.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        description = "Stops a job.",
        footer = {"", "Exit code: 0 the job is cancelled, 1 it had ended otherwise before it could be stopped."})
final class CancelCommand extends ClientCommand {
    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id;

    @Mixin
    private WaitOptions wait;

    CancelCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        RestRequest request =
                RestRequest.post("v1", "jobs", id, "cancel").waiting(wait.noWait ? 0 : JobWatch.STEP_SECONDS);
        RemoteJob job = client.job(request);
        if (!wait.noWait && !job.ended()) {
            try (JobProgress progress = Displays.of(terminal())) {
                job = JobOutcome.await(client, progress, job, terminal().program());
            }
        }
        printJson(job.body());
        if (!json()) {
            terminal().out().println(sentence(job));
        }
        return job.is(JobStatus.CANCELLED) || !job.ended() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private String sentence(RemoteJob job) {
        if (job.is(JobStatus.CANCELLED)) {
            return "Job " + id + " was cancelled; nothing of it was loaded.";
        }
        return job.ended()
                ? "Job " + id + " was not cancelled: it had " + job.status() + " before."
                : "Job " + id + " is being cancelled.";
    }
}
