package dev.tablekeeper.stores.embedded.files;

import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The modification times of what this process writes: the clock's, but each at least a microsecond after the one before,
 * also where the clock stands still or is set back. So no two writes of one process have the same.
 */
final class WriteClock {
    private static final AtomicLong LAST = new AtomicLong(Long.MIN_VALUE);

    private WriteClock() {}

    static FileTime next() {
        return next(Clock.systemUTC());
    }

    static FileTime next(Clock clock) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        return FileTime.from(LAST.updateAndGet(last -> Math.max(now, last + 1)), TimeUnit.MICROSECONDS);
    }
}
