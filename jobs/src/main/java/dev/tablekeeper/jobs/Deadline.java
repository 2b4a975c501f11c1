package dev.tablekeeper.jobs;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends calls to Temporal that the SDK would otherwise repeat for a minute. */
final class Deadline {
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tablekeeper-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    private Deadline() {}

    /** Calls, on this thread; what is not answered in that time fails with DEADLINE_EXCEEDED or what was the last failure. */
    static <T> T within(Duration time, Callable<T> call) {
        Context.CancellableContext context =
                Context.current().withDeadlineAfter(time.toMillis(), TimeUnit.MILLISECONDS, TIMER);
        try {
            return context.call(call);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            context.cancel(null);
        }
    }
}
