package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.standalone.cli.client.JobProgress;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Displays;
import dev.tablekeeper.standalone.cli.print.JobReport;
import dev.tablekeeper.standalone.cli.print.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "job",
        description = "Shows one job, or follows it to its end.",
        footer = {"", "With --watch the exit code is 1 when the job failed or was cancelled."})
final class JobCommand extends ClientCommand {
    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id;

    @Option(names = "--watch", description = "Wait for its end and show how far it is.")
    private boolean watch;

    JobCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(RestClient client) {
        RemoteJob job = client.job(RestRequest.get("v1", "jobs", id));
        if (watch && !job.ended()) {
            try (JobProgress progress = Displays.of(terminal())) {
                job = JobOutcome.await(client, progress, job, terminal().program());
            }
        }
        printJson(job.body());
        if (!json()) {
            new JobReport(terminal(), client).show(job);
        }
        return watch && !job.is(JobStatus.SUCCEEDED) ? ExitCode.FAILED : ExitCode.DONE;
    }
}
