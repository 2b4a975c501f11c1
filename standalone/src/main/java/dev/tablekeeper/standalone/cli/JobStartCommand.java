package dev.tablekeeper.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.standalone.cli.client.JobProgress;
import dev.tablekeeper.standalone.cli.client.JobWatch;
import dev.tablekeeper.standalone.cli.client.JsonJobs;
import dev.tablekeeper.standalone.cli.client.Problem;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import dev.tablekeeper.standalone.cli.print.Displays;
import dev.tablekeeper.standalone.cli.print.JobReport;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A command that starts a job, and waits for its end unless it is told not to. */
abstract class JobStartCommand extends ClientCommand {
    @Mixin
    private WaitOptions wait;

    JobStartCommand(Terminal terminal) {
        super(terminal);
    }

    /** How long the answer to the request that starts it may wait for the end. */
    final int waitSeconds() {
        return wait.noWait ? 0 : JobWatch.STEP_SECONDS;
    }

    /** Starts a job by a JSON body, follows it, and says how it stands; the exit code. */
    final int startAndReport(RestClient client, RestRequest route, JsonNode body) {
        RemoteJob job;
        try (JobProgress progress = Displays.of(terminal())) {
            job = JsonJobs.start(client, progress, route, body, waitSeconds());
            job = follow(client, progress, job);
        }
        return report(client, job);
    }

    /** What to type where a backup is not there. */
    final Optional<String> whichBackups(Problem problem) {
        return problem.code().equals(FailureType.UNKNOWN_BACKUP.code())
                ? Optional.of("There are: " + terminal().program() + " backups; "
                        + terminal().program() + " backup makes one.")
                : Optional.empty();
    }

    /** Follows a job that was started, to its end or until it waits for somebody's word. */
    final RemoteJob follow(RestClient client, JobProgress progress, RemoteJob job) {
        if (wait.noWait || job.ended()) {
            return job;
        }
        progress.note("Job " + job.id() + " accepted");
        return JobOutcome.awaitEndOrQuestion(client, progress, job, terminal().program());
    }

    /** Says how the job stands; the exit code. */
    final int report(RestClient client, RemoteJob job) {
        printJson(job.body());
        if (wait.noWait) {
            if (!json()) {
                terminal()
                        .out()
                        .println("Job " + job.id() + " accepted. Follow it with "
                                + terminal().program() + " job " + job.id() + " --watch");
            }
            return ExitCode.DONE;
        }
        JobReport report = new JobReport(terminal(), client);
        if (job.is(JobStatus.WAITING_APPROVAL)) {
            if (!json()) {
                report.show(job);
            }
            return ExitCode.DONE;
        }
        if (!job.is(JobStatus.SUCCEEDED)) {
            report.failed(job);
            return ExitCode.FAILED;
        }
        if (!json()) {
            report.succeeded(job);
        }
        return ExitCode.DONE;
    }
}
