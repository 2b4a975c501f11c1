package dev.tablekeeper.api.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** What this process counts, the JVM's and the process's own figures among it, as Prometheus reads it. */
public final class Metrics implements AutoCloseable {
    /** Prometheus' text format. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Far more than there are; an operator who starts workflows under made-up types can make no more than this. */
    private static final int MOST_METERS = 5_000;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public Metrics() {
        registry.config().meterFilter(new FewBuckets()).meterFilter(MeterFilter.maximumAllowableMetrics(MOST_METERS));
        new ClassLoaderMetrics().bindTo(registry);
        new JvmInfoMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Where others put their figures. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Shows a figure that is asked for at every look. */
    public void show(String name, String description, Supplier<Number> figure) {
        Gauge.builder(name, figure)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /** All figures as they are now. */
    public String text() {
        return registry.scrape();
    }

    /** A histogram of 70 buckets for each kind of step and call is more than anybody looks at. */
    private static final class FewBuckets implements MeterFilter {
        private static final double[] NANOS = LongStream.of(10, 50, 250, 1_000, 5_000, 30_000, 300_000)
                .mapToDouble(ms -> ms * 1e6)
                .toArray();

        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return id.getType() != Meter.Type.TIMER
                    ? config
                    : DistributionStatisticConfig.builder()
                            .percentilesHistogram(false)
                            .serviceLevelObjectives(NANOS)
                            .build()
                            .merge(config);
        }
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
