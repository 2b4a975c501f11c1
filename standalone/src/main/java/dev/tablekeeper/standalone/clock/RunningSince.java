package dev.tablekeeper.standalone.clock;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Since when an installation's clock runs: what was due before that it has not missed. */
final class RunningSince {
    private static final String NAME = "jobs/schedule/since";

    private final ObjectStore objects;
    private Optional<Instant> since = Optional.empty();

    RunningSince(ObjectStore objects) {
        this.objects = objects;
    }

    /**
     * It is written down the first time. A time in the future is one of a machine whose clock was wrong; it is put right, or
     * nothing would be done until then.
     */
    Instant at(Instant now) {
        Optional<Instant> standing = since.or(() -> objects.read(NAME).flatMap(RunningSince::parsed));
        if (standing.isEmpty() || standing.get().isAfter(now)) {
            standing = Optional.of(write(now, standing.isPresent() ? Condition.any() : Condition.absent()));
        }
        since = standing;
        return standing.get();
    }

    private Instant write(Instant now, Condition condition) {
        try {
            objects.write(NAME, condition, now.toString());
        } catch (StoreFailure e) {
            if (e.type() != FailureType.CONDITION_FAILED) {
                throw e;
            }
            // It is there, and nobody can read it.
            objects.write(NAME, Condition.any(), now.toString());
        }
        return now;
    }

    private static Optional<Instant> parsed(byte[] text) {
        try {
            return Optional.of(Instant.parse(new String(text, StandardCharsets.UTF_8).strip()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
