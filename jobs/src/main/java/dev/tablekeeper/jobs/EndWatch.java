package dev.tablekeeper.jobs;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the ends of jobs. What this process writes is known at once; what another one writes is found by a look at the
 * record when the job's workflow closes, and now and then besides.
 *
 * <p>No end is missed: the waiter is there before the first look at the record, and who writes an end looks for waiters
 * after it stands. So an end that the first look does not find is told to the waiter, unless another process writes it, or
 * the writer dies in between: that end the later looks find, the last of which is when the time is up.
 */
final class EndWatch {
    private static final ScheduledThreadPoolExecutor TIMER = timer();
    private static final Executor LOOKS = Executors.newCachedThreadPool(EndWatch::daemon);

    private final JobRecords records;
    private final RunningJobs running;
    private final Pace pace;

    EndWatch(JobRecords records, RunningJobs running, Pace pace) {
        this.records = records;
        this.running = running;
        this.pace = pace;
    }

    /**
     * How often to look.
     *
     * @param elsewhere when the workflow begins to be watched: short jobs that end in this process have done so by then
     * @param between how long after each look at the record, and after a workflow that closed without an end
     */
    record Pace(Duration elsewhere, Duration between) {
        static final Pace USUAL = new Pace(Duration.ofMillis(50), Duration.ofSeconds(1));
    }

    /** The job's end, or nothing when that time is up. */
    CompletableFuture<Optional<EndedJob>> end(AcceptedJob job, Duration atMost) {
        Waiting waiting = new Waiting(job, records.nextEnd(job.id()), System.nanoTime() + atMost.toNanos());
        waiting.begin();
        return waiting.end;
    }

    private final class Waiting {
        private final AcceptedJob job;
        private final CompletableFuture<Optional<EndedJob>> end;
        private final long until;

        Waiting(AcceptedJob job, CompletableFuture<Optional<EndedJob>> end, long until) {
            this.job = job;
            this.end = end;
            this.until = until;
        }

        void begin() {
            look();
            later(pace.elsewhere(), this::watch);
            later(pace.between(), this::lookAgain);
            later(left(), this::giveUp);
        }

        private void look() {
            if (!end.isDone()) {
                try {
                    records.ended(job.id()).ifPresent(there -> end.complete(Optional.of(there)));
                } catch (RuntimeException e) {
                    end.completeExceptionally(e);
                }
            }
        }

        private void lookAgain() {
            look();
            later(pace.between(), this::lookAgain);
        }

        private void watch() {
            var unused = running.ended(job, left())
                    .thenRunAsync(
                            () -> {
                                look();
                                later(pace.between(), this::watch);
                            },
                            LOOKS);
        }

        private void giveUp() {
            look();
            end.complete(Optional.empty());
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
        }

        /** On a thread that may wait for a store or for Temporal; not at all where the end has come by then. */
        private void later(Duration pause, Runnable step) {
            if (!end.isDone()) {
                Future<?> timer = TIMER.schedule(() -> LOOKS.execute(step), pause.toNanos(), TimeUnit.NANOSECONDS);
                var unused = end.whenComplete((ended, failure) -> timer.cancel(false));
            }
        }
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, EndWatch::daemon);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "tablekeeper-waits");
        thread.setDaemon(true);
        return thread;
    }
}
