package dev.tablekeeper.stores.embedded.duckdb;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Tells a listener how many rows one write has taken, every 100,000 rows or quarter of a second, one thread at a time.
 * What the listener throws comes out of the method that told it.
 */
final class ProgressMeter {
    private static final long ROWS = 100_000;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final LongConsumer listener;
    private final AtomicLong taken = new AtomicLong();
    private final ReentrantLock telling = new ReentrantLock();
    private volatile long toldRows;
    private volatile long toldAt = System.nanoTime();

    ProgressMeter(LongConsumer listener) {
        this.listener = listener;
    }

    /** Counts rows, and tells if it is time to. */
    void add(long rows) {
        long now = taken.addAndGet(rows);
        boolean due = now - toldRows >= ROWS || System.nanoTime() - toldAt >= NANOS;
        // A thread that comes while another tells has nothing to add, and must not wait for it.
        if (due && telling.tryLock()) {
            tellLocked();
        }
    }

    /** Tells now. */
    void tell() {
        telling.lock();
        tellLocked();
    }

    private void tellLocked() {
        try {
            toldRows = taken.get();
            toldAt = System.nanoTime();
            listener.accept(toldRows);
        } finally {
            telling.unlock();
        }
    }
}
