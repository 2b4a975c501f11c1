package dev.tablekeeper.stores.google.cloudstorage;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Leaves a service alone for a moment: about half of a time to all of it, so that not all come back at once. */
final class Pause {
    private Pause() {}

    static void of(Duration most) {
        long nanos = most.toNanos() / 2;
        try {
            TimeUnit.NANOSECONDS.sleep(nanos + ThreadLocalRandom.current().nextLong(nanos + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(FailureType.UNAVAILABLE, "the wait for Cloud Storage was interrupted", e);
        }
    }
}
