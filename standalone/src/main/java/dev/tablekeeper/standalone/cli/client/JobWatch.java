package dev.tablekeeper.standalone.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobStatus;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Waits for a job's end and tells how far it is. A server that goes away meanwhile is waited for: the job outlives it.
 */
public final class JobWatch {
    /** How long one reply may be held: the grain of the progress, and 30 requests a minute at most. */
    public static final int STEP_SECONDS = 2;

    private static final Duration LEAST_STEP = Duration.ofMillis(200);
    private static final Duration OUTAGE_STEP = Duration.ofSeconds(1);

    private final RestClient client;
    private final JobProgress progress;
    private final Duration longestOutage;

    /** @param longestOutage how long the server may be away before that is a failure */
    public JobWatch(RestClient client, JobProgress progress, Duration longestOutage) {
        this.client = client;
        this.progress = progress;
        this.longestOutage = longestOutage;
    }

    /**
     * The job as it ended.
     *
     * @throws ServerUnreachable when the server stayed away; the job may go on
     */
    public RemoteJob untilEnded(RemoteJob started) {
        return until(started, RemoteJob::ended);
    }

    /** The same of one that has ended, or waits for somebody's word. */
    public RemoteJob untilEndedOrAsked(RemoteJob started) {
        return until(started, job -> job.ended() || job.is(JobStatus.WAITING_APPROVAL));
    }

    private RemoteJob until(RemoteJob started, Predicate<RemoteJob> there) {
        RemoteJob job = started;
        long awaySince = 0;
        boolean away = false;
        while (!there.test(job)) {
            show(job);
            long asked = System.nanoTime();
            try {
                job = client.job(RestRequest.get("v1", "jobs", started.id()).waiting(STEP_SECONDS));
                if (away) {
                    away = false;
                    progress.note("The server is back.");
                }
                pauseUntil(there.test(job) ? asked : asked + LEAST_STEP.toNanos());
            } catch (ServerUnreachable | RequestRefused e) {
                if (e instanceof RequestRefused refused && !refused.passing()) {
                    throw e;
                }
                if (!away) {
                    away = true;
                    awaySince = asked;
                    progress.note(e.getMessage() + "; waiting for it. The job goes on by itself.");
                } else if (asked - awaySince > longestOutage.toNanos()) {
                    throw e;
                }
                long pause = e instanceof RequestRefused refused
                        ? Duration.ofSeconds(refused.retryAfterSeconds(OUTAGE_STEP.toSeconds()))
                                .toNanos()
                        : OUTAGE_STEP.toNanos();
                pauseUntil(System.nanoTime() + pause);
            }
        }
        return job;
    }

    private void show(RemoteJob job) {
        JsonNode at = job.json().path("progress");
        if (at.isObject()) {
            progress.show(
                    at.path("phase").asText(job.status()),
                    at.path("done").asLong(),
                    at.path("total").asLong(),
                    at.path("unit").asText(""));
        } else {
            progress.show(job.status(), 0, 0, "");
        }
    }

    private static void pauseUntil(long nanoTime) {
        long nanos = nanoTime - System.nanoTime();
        if (nanos <= 0) {
            return;
        }
        try {
            Thread.sleep(Duration.ofNanos(nanos).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerUnreachable("Interrupted while waiting for the job", true, e);
        }
    }
}
