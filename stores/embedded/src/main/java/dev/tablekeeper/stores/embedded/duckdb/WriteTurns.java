package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets writers in one at a time, in the order they came. One that waits is called now and then, so that it can say it
 * is alive, and can give up by throwing.
 */
final class WriteTurns {
    private static final long CALL_MILLIS = 250;

    private final ArrayDeque<Semaphore> waiting = new ArrayDeque<>();
    private boolean taken;

    /** Waits for a turn and does the work in it. */
    <T> T within(Runnable whileWaiting, Supplier<T> work) {
        await(whileWaiting);
        try {
            return work.get();
        } finally {
            pass();
        }
    }

    private void await(Runnable whileWaiting) {
        Semaphore mine = new Semaphore(0);
        synchronized (this) {
            if (!taken) {
                taken = true;
                return;
            }
            waiting.add(mine);
        }
        boolean myTurn = false;
        try {
            while (!myTurn) {
                myTurn = mine.tryAcquire(CALL_MILLIS, TimeUnit.MILLISECONDS);
                if (!myTurn) {
                    whileWaiting.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(
                    FailureType.UNAVAILABLE, "interrupted while waiting for other writes; nothing was written", e);
        } finally {
            if (!myTurn) {
                leave(mine);
            }
        }
    }

    /** Gives up waiting, and the turn too if it came just now. */
    private void leave(Semaphore mine) {
        boolean still;
        synchronized (this) {
            still = waiting.remove(mine);
        }
        if (!still) {
            pass();
        }
    }

    private synchronized void pass() {
        Semaphore next = waiting.poll();
        if (next == null) {
            taken = false;
        } else {
            next.release();
        }
    }
}
