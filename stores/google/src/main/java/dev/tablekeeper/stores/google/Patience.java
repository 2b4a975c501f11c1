package dev.tablekeeper.stores.google;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.http.HttpTransportOptions;
import java.time.Duration;

/**
 * How often Google's libraries try a request by themselves, and how long: what a dropped connection needs. Everything
 * longer is decided by the failure's type.
 *
 * @param firstPause after the first failure; it doubles
 */
public record Patience(Duration firstPause) {
    /** How often in all. */
    public static final int ATTEMPTS = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration MOST_PAUSE = Duration.ofSeconds(2);
    private static final Duration MOST_TIME = Duration.ofSeconds(20);
    private static final int CONNECT_MILLIS = 10_000;

    public static Patience usual() {
        return new Patience(FIRST_PAUSE);
    }

    /** The pause after so many failures in a row. */
    public Duration pause(int failures) {
        Duration pause = firstPause.multipliedBy(1L << (failures - 1));
        return pause.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : pause;
    }

    public RetrySettings retries() {
        return RetrySettings.newBuilder()
                .setMaxAttempts(ATTEMPTS)
                .setInitialRetryDelayDuration(firstPause)
                .setRetryDelayMultiplier(2)
                .setMaxRetryDelayDuration(MOST_PAUSE)
                .setTotalTimeoutDuration(MOST_TIME)
                .build();
    }

    /** @param wait for each part of an answer */
    public static HttpTransportOptions transport(Duration wait) {
        return HttpTransportOptions.newBuilder()
                .setConnectTimeout(CONNECT_MILLIS)
                .setReadTimeout((int) wait.toMillis())
                .build();
    }
}
