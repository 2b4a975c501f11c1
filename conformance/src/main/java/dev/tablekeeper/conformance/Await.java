package dev.tablekeeper.conformance;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what has to come about, for a bounded time. */
public final class Await {
    private static final long LOOK_EVERY_MILLIS = 20;

    private Await() {}

    /** @return whether it came about in time */
    public static boolean until(Duration atMost, BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while waiting", e);
            }
        }
        return true;
    }
}
