package dev.tablekeeper.api.resource;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a client wants its answer to wait for the job's end: {@code Prefer: wait=30} or {@code ?wait=30}.
 *
 * @param preferred whether it was said by {@code Prefer}
 */
record Patience(Duration time, boolean preferred) {
    static final String PARAMETER = "wait";

    private static final Pattern PREFERENCE =
            Pattern.compile("(?i)(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?=$|[,;])");
    private static final int MOST_SECONDS = 60;

    /** As RFC 7240 says, a preference that is not understood is passed over; a parameter is not. */
    static Patience of(Context ctx, QueryParameters query) {
        int seconds = query.number(PARAMETER, 0, Integer.MAX_VALUE).orElse(0);
        Matcher matcher =
                PREFERENCE.matcher(Optional.ofNullable(ctx.header("Prefer")).orElse(""));
        boolean preferred = matcher.find();
        if (preferred) {
            seconds = Integer.parseInt(matcher.group(1));
        }
        return new Patience(Duration.ofSeconds(Math.min(seconds, MOST_SECONDS)), preferred);
    }

    void announce(Context ctx) {
        if (preferred) {
            ctx.header("Preference-Applied", "wait=" + time.toSeconds());
        }
    }
}
