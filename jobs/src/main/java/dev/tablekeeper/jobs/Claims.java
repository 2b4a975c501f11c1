package dev.tablekeeper.jobs;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who came first: a name (a request's idempotency key, a generation of an object for a table) belongs to the first job
 * that claims it. Right when two claim at once, because the store lets one conditional write through and the other reads
 * what that one wrote.
 */
public final class Claims {
    private final ObjectStore objects;
    private final Clock clock;

    public Claims(ObjectStore objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    /**
     * @param job whose it is
     * @param request a hash of what was asked for
     */
    public record Claim(String job, String request, Instant at) {}

    /** The name of a claim on an idempotency key: per API key and route. */
    public static String key(String keyName, String route, String idempotencyKey) {
        return Names.IDEMPOTENCY + Hashes.sha256("key", keyName, route, idempotencyKey);
    }

    /** The name of a claim on one generation of an object for one table. */
    public static String generation(String table, String uri, long generation) {
        return Names.SOURCES + Hashes.sha256("generation", table, uri, Long.toString(generation));
    }

    /** The name of the latest claim on any generation of an object for one table. */
    public static String latest(String table, String uri) {
        return Names.SOURCES + Hashes.sha256("latest", table, uri);
    }

    /** Whose it is to do the work of a failed job anew. */
    Optional<Claim> retryOf(String job) {
        return find(Names.retry(job));
    }

    public Optional<Claim> find(String name) {
        return new JsonObjects(objects).read(name, Claim.class);
    }

    /** Claims a name for a job; returns whose it is now. */
    public Claim claim(String name, String job, String request) {
        return claim(name, job, request, standing -> false);
    }

    /**
     * Claims a name for a job, taking it over from a claim that is {@code lapsed}; returns whose it is now. Two that
     * take over at once: the store lets the one through that saw the last writing, the other looks again.
     */
    public Claim claim(String name, String job, String request, Predicate<Claim> lapsed) {
        Claim mine = new Claim(job, request, clock.instant());
        while (true) {
            Optional<StoredObject> there = objects.find(name);
            Optional<Claim> standing = there.isPresent() ? find(name) : Optional.empty();
            if (standing.isPresent() && (standing.get().job().equals(job) || !lapsed.test(standing.get()))) {
                return standing.get();
            }
            try {
                Condition condition =
                        there.map(o -> Condition.generation(o.generation())).orElseGet(Condition::absent);
                objects.write(name, condition, Json.write(mine));
                return mine;
            } catch (StoreFailure e) {
                if (e.type() != FailureType.CONDITION_FAILED) {
                    throw e;
                }
            }
        }
    }

    /** Gives a claim back, if it is that job's; repeatable. */
    public void release(String name, String job) {
        objects.find(name)
                .filter(there ->
                        find(name).filter(claim -> claim.job().equals(job)).isPresent())
                .ifPresent(there -> {
                    try {
                        objects.delete(name, Condition.generation(there.generation()));
                    } catch (StoreFailure e) {
                        // Taken over meanwhile, so it is not that job's any more.
                        if (e.type() != FailureType.CONDITION_FAILED) {
                            throw e;
                        }
                    }
                });
    }
}
