package dev.tablekeeper.stores.google.liar;

import java.time.Duration;
import java.util.Optional;

/** What becomes of one request on its way there and back. */
public sealed interface Fault {

    /** Nothing: it is done and answered. */
    record None() implements Fault {}

    /** The connection ends; nothing was done. */
    record LostBefore() implements Fault {}

    /** It is done, and the connection ends without an answer. */
    record LostAfter() implements Fault {}

    /** It is done, and the answer breaks off in the middle of its body; a short one before its first byte. */
    record Cut() implements Fault {}

    /** It arrives and is done twice; the second answer is the one that comes back. */
    record Twice() implements Fault {}

    /** It is done at once and answered late. */
    record Delayed(Duration delay) implements Fault {}

    /** It is not done, and answered with an error: 429, 500, 503, … */
    record Status(int status, String reason, Optional<Duration> retryAfter) implements Fault {}

    static Fault none() {
        return new None();
    }

    static Fault status(int status, String reason) {
        return new Status(status, reason, Optional.empty());
    }

    static Fault status(int status, String reason, Duration retryAfter) {
        return new Status(status, reason, Optional.of(retryAfter));
    }
}
