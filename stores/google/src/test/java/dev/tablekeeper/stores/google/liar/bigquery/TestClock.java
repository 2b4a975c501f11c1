package dev.tablekeeper.stores.google.liar.bigquery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes when it is told to, from now: the client tells jobs of the last day from older ones. */
public final class TestClock extends Clock {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    private final Duration tick;

    /** One that stands between. */
    public TestClock() {
        this(Duration.ZERO);
    }

    /** @param tick by which it goes on whenever somebody looks at it */
    public TestClock(Duration tick) {
        this.tick = tick;
    }

    public void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    @Override
    public Instant instant() {
        return now.getAndUpdate(before -> before.plus(tick));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
    }
}
