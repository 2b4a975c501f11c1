package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.standalone.cli.client.JobProgress;
import dev.tablekeeper.standalone.cli.client.JobWatch;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.print.JobReport;
import dev.tablekeeper.standalone.cli.print.Terminal;
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
