package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.standalone.cli.client.JobProgress;
import dev.tablekeeper.standalone.cli.client.JobWatch;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.ServerUnreachable;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Follows a job to its end for the commands that start or watch one. */
final class JobOutcome {
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(2);

    private JobOutcome() {}

    /** The job as it ended; when the server stays away, the message says how to look again. */
    static RemoteJob await(RestClient client, JobProgress progress, RemoteJob job, String program) {
        return await(progress, job, program, new JobWatch(client, progress, LONGEST_OUTAGE)::untilEnded);
    }

    /** The same, or the job as it waits for somebody's word, which may take days. */
    static RemoteJob awaitEndOrQuestion(RestClient client, JobProgress progress, RemoteJob job, String program) {
        return await(progress, job, program, new JobWatch(client, progress, LONGEST_OUTAGE)::untilEndedOrAsked);
    }

    private static RemoteJob await(
            JobProgress progress, RemoteJob job, String program, UnaryOperator<RemoteJob> watch) {
        try {
            return watch.apply(job);
        } catch (ServerUnreachable e) {
            progress.note("The job may go on; look again with " + program + " job " + job.id() + " --watch");
            throw e;
        }
    }
}
