package dev.tablekeeper.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** How long each of many calls took, and what it cost, made by some callers side by side as fast as each gets its answers. */
final class Latencies {
    private final double[] sorted;
    private final double seconds;
    private final double cpuMillis;

    private Latencies(double[] millis, double seconds, double cpuMillis) {
        this.sorted = millis;
        this.seconds = seconds;
        this.cpuMillis = cpuMillis;
        Arrays.sort(sorted);
    }

    static Latencies of(int calls, int callers, Runnable call) throws InterruptedException {
        double[] millis = new double[calls];
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        List<Future<?>> all = new ArrayList<>();
        long cpu = cpuNanos();
        long start = System.nanoTime();
        for (int i = 0; i < callers; i++) {
            all.add(threads.submit(() -> {
                for (int n = next.getAndIncrement(); n < calls; n = next.getAndIncrement()) {
                    long begin = System.nanoTime();
                    call.run();
                    millis[n] = (System.nanoTime() - begin) / 1e6;
                }
            }));
        }
        threads.shutdown();
        for (Future<?> one : all) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Latencies(millis, seconds, (cpuNanos() - cpu) / 1e6 / calls);
    }

    /** Of the whole process, callers included. */
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private double quantile(double q) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(q * (sorted.length - 1)))];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %6.1f ms, p99 %6.1f ms, most %6.1f ms, %5.0f a second, CPU %4.1f ms each",
                quantile(0.5),
                quantile(0.99),
                quantile(1),
                sorted.length / seconds,
                cpuMillis);
    }
}
