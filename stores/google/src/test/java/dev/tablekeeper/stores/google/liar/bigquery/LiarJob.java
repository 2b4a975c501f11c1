package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.stores.google.liar.bigquery.JobFate.Work;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One job and its states. Its work is done by whoever inserts it, or looks at it for the last time; meanwhile others see it
 * running.
 */
final class LiarJob {
    private final String id;
    private final String location;
    private final ObjectNode configuration;
    private final JobFate fate;
    private final JobWork work;
    private final Clock clock;
    private final ObjectNode statistics = Json.object();
    private int looks;
    private boolean begun;
    private boolean working;
    private boolean done;
    private boolean stopped;
    private Optional<ApiFailure> failure = Optional.empty();
    private JobWork.Result result = JobWork.Result.none();

    LiarJob(String id, String location, ObjectNode configuration, JobFate fate, JobWork work, Clock clock) {
        this.id = id;
        this.location = location;
        this.configuration = configuration;
        this.fate = fate;
        this.work = work;
        this.clock = clock;
        statistics.put("creationTime", Long.toString(clock.millis()));
    }

    String id() {
        return id;
    }

    String location() {
        return location;
    }

    boolean query() {
        return configuration.has("query");
    }

    /** What is done within the request that inserts the job; until then, looks do not count. */
    void begin() {
        boolean works;
        synchronized (this) {
            works = !stopped && (fate.work() == Work.AT_ONCE || (fate.looks() == 0 && fate.work() == Work.AT_END));
            working = works;
        }
        try {
            if (works) {
                work();
            }
        } finally {
            synchronized (this) {
                begun = true;
                if (stopped || fate.looks() == 0) {
                    end();
                }
                notifyAll();
            }
        }
    }

    /** Somebody looks at the job: if that was the last look of its fate, it ends now. */
    void look() {
        synchronized (this) {
            if (!begun || done || working || ++looks < fate.looks()) {
                return;
            }
            working = true;
        }
        try {
            if (fate.work() == Work.AT_END) {
                work();
            }
        } finally {
            end();
        }
    }

    /** Somebody wants the job to stop. One whose work is done has ended by that. */
    void stop() {
        synchronized (this) {
            if (done) {
                return;
            }
            stopped = true;
            if (working || !begun) {
                work.interrupt();
                return;
            }
        }
        end();
    }

    private void work() {
        synchronized (this) {
            statistics.put("startTime", Long.toString(clock.millis()));
        }
        Optional<ApiFailure> failed = Optional.empty();
        JobWork.Result worked = JobWork.Result.none();
        try {
            worked = work.run();
        } catch (ApiFailure e) {
            failed = Optional.of(e);
        } catch (RuntimeException e) {
            failed = Optional.of(new ApiFailure("internalError", "the liar failed: " + e));
            throw e;
        } finally {
            synchronized (this) {
                working = false;
                result = worked;
                failure = failed;
            }
        }
    }

    private synchronized void end() {
        if (done) {
            return;
        }
        working = false;
        done = true;
        if (result.nothing() && stopped) {
            failure = Optional.of(fail(JobFate.stop()));
        } else {
            failure = failure.or(() -> fate.failure().map(LiarJob::fail));
        }
        statistics.setAll(result.statistics());
        statistics.put("endTime", Long.toString(clock.millis()));
        statistics.putIfAbsent("startTime", statistics.get("creationTime"));
        notifyAll();
    }

    private static ApiFailure fail(JobFate.Failure failure) {
        return new ApiFailure(failure.reason(), failure.message());
    }

    /** Waits while the job is at work in another thread. */
    synchronized boolean done(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (!done && (working || !begun) && System.nanoTime() < end) {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("the liar is closed", e);
        }
        return done;
    }

    synchronized Optional<ApiFailure> failure() {
        return done ? failure : Optional.empty();
    }

    synchronized JobWork.Result result() {
        return result;
    }

    synchronized ObjectNode json(String project) {
        ObjectNode job = Json.object().put("kind", "bigquery#job").put("id", project + ":" + location + "." + id);
        job.put("etag", "job-" + id).put("user_email", "liar@example.com");
        job.set("jobReference", reference(project));
        ObjectNode shown = configuration.deepCopy();
        if (done && failure.isEmpty() && result.single() && result.rows().isPresent()) {
            ((ObjectNode) shown.get("query")).set("destinationTable", new TableRef(Jobs.RESULTS, id).json(project));
        }
        job.set("configuration", shown);
        job.set("statistics", statistics.deepCopy());
        ObjectNode status = job.putObject("status").put("state", state());
        failure().ifPresent(error -> {
            status.set("errorResult", error.proto());
            status.putArray("errors").add(error.proto());
        });
        return job;
    }

    ObjectNode reference(String project) {
        return Json.object().put("projectId", project).put("jobId", id).put("location", location);
    }

    private String state() {
        return done ? "DONE" : working || looks > 0 ? "RUNNING" : "PENDING";
    }
}
