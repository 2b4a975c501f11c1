package dev.tablekeeper.stores.google.secretmanager;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One secret, as it was read last. Those who ask while it is read wait for that one reading. */
final class CachedSecret {
    private static final Logger LOG = LoggerFactory.getLogger(CachedSecret.class);

    private final String name;
    private final Supplier<Optional<String>> reading;
    private final InstantSource clock;
    private final Duration fresh;
    private final Duration usable;
    private final Duration betweenFailures;

    private Optional<Read> last = Optional.empty();
    private Instant nextReading = Instant.MIN;

    private record Read(Optional<String> text, Instant at) {}

    /**
     * @param fresh how long it is not read again
     * @param usable how long what was read counts while reading fails
     * @param betweenFailures how long it is not tried again after that
     */
    CachedSecret(
            String name,
            Supplier<Optional<String>> reading,
            InstantSource clock,
            Duration fresh,
            Duration usable,
            Duration betweenFailures) {
        this.name = name;
        this.reading = reading;
        this.clock = clock;
        this.fresh = fresh;
        this.usable = usable;
        this.betweenFailures = betweenFailures;
    }

    synchronized Optional<String> read() {
        Instant now = clock.instant();
        // A clock that was set back makes nothing young.
        boolean known = last.filter(read -> !now.isBefore(read.at())).isPresent();
        if (known && now.isBefore(nextReading)) {
            return last.get().text();
        }
        try {
            Optional<String> text = reading.get();
            last = Optional.of(new Read(text, now));
            nextReading = now.plus(fresh);
            return text;
        } catch (StoreFailure e) {
            return whatIsKnown(now, e);
        }
    }

    private Optional<String> whatIsKnown(Instant now, StoreFailure e) {
        boolean unanswered = e.type().remedy() == FailureType.Remedy.WAIT;
        Optional<Read> known =
                last.filter(read -> unanswered && now.isBefore(read.at().plus(usable)));
        if (known.isEmpty()) {
            last = Optional.empty();
            throw e;
        }
        nextReading = now.plus(betweenFailures);
        LOG.warn(
                "The secret '{}' cannot be read again; what was read {} s ago counts until {}: {}",
                name,
                Duration.between(known.get().at(), now).toSeconds(),
                known.get().at().plus(usable),
                e.getMessage());
        return known.get().text();
    }
}
