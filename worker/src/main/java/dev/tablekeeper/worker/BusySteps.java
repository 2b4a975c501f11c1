package dev.tablekeeper.worker;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Steps that keep a processor busy: as many at a time as there are processors, first come, first served. Steps that only wait
 * for a warehouse far away are not among them.
 */
public final class BusySteps {
    private static final long CALL_MILLIS = 500;

    private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    /** @param alive told now and then while it waits; what it throws comes out */
    public <T> T run(LongConsumer alive, Supplier<T> step) {
        try {
            while (!processors.tryAcquire(CALL_MILLIS, TimeUnit.MILLISECONDS)) {
                alive.accept(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(FailureType.UNAVAILABLE, "This worker is stopping; the step is done elsewhere.", e);
        }
        try {
            return step.get();
        } finally {
            processors.release();
        }
    }
}
