package dev.tablekeeper.worker;

import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.Progress;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.Warehouse;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** What the steps of all jobs have in common. */
public final class Steps {
    /** How long a step within a workflow task waits for others before it leaves its place. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** How soon a step notices that its job is to stop. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private Steps() {}

    /** A job's end is not given up for a full disk or a right that is missing: it waits until that is mended. */
    public static <T> T untilItCan(Supplier<T> step) {
        try {
            return step.get();
        } catch (StoreFailure e) {
            throw new Failure(FailureType.UNAVAILABLE, "The job cannot end yet: " + e.getMessage(), e);
        }
    }

    /** Tells Temporal how far this activity is, and throws when it is to stop. May be used on other threads. */
    public static LongConsumer heartbeat(String phase, String unit) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        return done -> {
            try {
                context.heartbeat(new Progress(phase, done, 0, unit));
            } catch (RejectedExecutionException e) {
                throw new Failure(FailureType.UNAVAILABLE, "This worker is stopping; the step is done elsewhere.", e);
            }
        };
    }

    /** The same; it throws also when the job's record says that it is to stop, which it looks at now and then. */
    public static LongConsumer stoppable(JobRecords records, String job, String phase, String unit) {
        LongConsumer alive = heartbeat(phase, unit);
        AtomicLong nextLook = new AtomicLong(System.nanoTime());
        return done -> {
            alive.accept(done);
            long now = System.nanoTime();
            long due = nextLook.get();
            if (now - due >= 0 && nextLook.compareAndSet(due, now + LOOK.toNanos()) && records.cancelRequested(job)) {
                throw new Failure(FailureType.CANCELLED, "The job was cancelled before it was done.");
            }
        };
    }

    /** Throws within a workflow task, where a write is jobs of a service: it takes longer than such a task may. */
    public static void leaveWhereWritesTakeLong(Warehouse warehouse) {
        if (Activity.getExecutionContext().getInfo().isLocal() && warehouse.intake() == Warehouse.Intake.STAGED) {
            throw new Failure(
                    FailureType.UNAVAILABLE, "Writes to this warehouse take their time; this one waits outside.");
        }
    }

    /** As {@link #heartbeat}; within a workflow task, which tells nothing and ought to be short, it throws after a while. */
    public static LongConsumer patience(String phase, String unit) {
        if (!Activity.getExecutionContext().getInfo().isLocal()) {
            return heartbeat(phase, unit);
        }
        long until = System.nanoTime() + SHORT.toNanos();
        return done -> {
            if (done == 0 && System.nanoTime() - until > 0) {
                throw new Failure(FailureType.UNAVAILABLE, "Other writes are under way; this one waits outside.");
            }
        };
    }
}
