package dev.tablekeeper.standalone.temporal;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.util.Duration;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.common.reporter.MicrometerClientStatsReporter;

/** What Temporal's SDK counts, handed to our registry as {@code temporal_*}. */
public final class TemporalMetrics {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private TemporalMetrics() {}

    /** Where clients and workers count; to be closed by whoever asked for it, after them. */
    public static Scope scope(MeterRegistry registry) {
        return new RootScopeBuilder()
                .reporter(new MicrometerClientStatsReporter(registry))
                .reportEvery(EVERY);
    }
}
