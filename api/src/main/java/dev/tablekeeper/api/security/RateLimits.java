package dev.tablekeeper.api.security;

import dev.tablekeeper.api.Refusal;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many requests of one kind a caller may make a minute. All of a minute's may come at once; then they come back one
 * by one. Counts are this process's own and begin anew with it.
 */
final class RateLimits {
    /** Of a key whose entry says nothing. */
    static final int REQUESTS_PER_MINUTE = 600;

    private static final int OPEN_REQUESTS_PER_MINUTE = 1_200;
    private static final int FAILURES_PER_MINUTE = 60;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** So many that no honest installation fills it; beyond, those that were not seen for longest begin anew. */
    private static final int MOST_BUCKETS = 20_000;

    private final TimeMeter time;
    private final Map<Counted, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Counted, Bucket> eldest) {
            return size() > MOST_BUCKETS;
        }
    };

    /** @param who a key's name or an address, which no key is called */
    private record Counted(String who, String what, int perMinute) {}

    RateLimits(LongSupplier nanos) {
        time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.getAsLong();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
    }

    /** @throws Refusal 429 where the caller has had all of its requests */
    void count(Context ctx, Caller caller, RequestKind kind) {
        int perMinute = caller.requestsPerMinute().orElse(REQUESTS_PER_MINUTE);
        take(ctx, new Counted(caller.name(), kind.text(), perMinute), "The key '" + caller.name() + "'");
    }

    /** @throws Refusal 429 where too many requests without a key have come from there */
    void countOpen(Context ctx, String address) {
        take(ctx, new Counted("address " + address, RequestKind.OPEN.text(), OPEN_REQUESTS_PER_MINUTE), "This address");
    }

    /**
     * Counts a key that does not count.
     *
     * @return whether so many have come from there that it gets no more explanations
     */
    boolean failed(String address) {
        return !bucket(new Counted("address " + address, "failed", FAILURES_PER_MINUTE))
                .tryConsume(1);
    }

    /** Whether the log has not heard of that address for a minute. */
    boolean worthSaying(String address) {
        return bucket(new Counted("address " + address, "said", 1)).tryConsume(1);
    }

    private void take(Context ctx, Counted counted, String who) {
        ConsumptionProbe probe = bucket(counted).tryConsumeAndReturnRemaining(1);
        ctx.header("RateLimit-Limit", Integer.toString(counted.perMinute()));
        ctx.header("RateLimit-Remaining", Long.toString(probe.getRemainingTokens()));
        ctx.header("RateLimit-Reset", Long.toString(seconds(probe.getNanosToWaitForReset())));
        if (!probe.isConsumed()) {
            throw Refusal.tooMany(
                    who + " may make " + counted.perMinute() + " requests of this kind (" + counted.what()
                            + ") a minute, and has made them.",
                    (int) seconds(probe.getNanosToWaitForRefill()));
        }
    }

    private Bucket bucket(Counted counted) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(counted, this::full);
        }
    }

    private Bucket full(Counted counted) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(counted.perMinute()).refillGreedy(counted.perMinute(), MINUTE))
                .withCustomTimePrecision(time)
                .build();
    }

    private static long seconds(long nanos) {
        return Math.max(1, (nanos + 999_999_999) / 1_000_000_000);
    }
}
