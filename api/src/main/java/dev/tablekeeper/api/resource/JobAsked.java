package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.Jobs;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One request that starts a job, and what is wrong with it so far. */
final class JobAsked {
    private final Context ctx;
    private final Faults faults = new Faults();
    private final QueryParameters query;
    private final Caller caller;
    private final Optional<IdempotencyKey> key;
    private final Patience patience;

    JobAsked(Context ctx) {
        this(ctx, List.of());
    }

    /** @param parameters of its query, besides those that each such request may have */
    JobAsked(Context ctx, List<String> parameters) {
        this.ctx = ctx;
        List<String> known = new ArrayList<>(parameters);
        known.add(Patience.PARAMETER);
        query = new QueryParameters(ctx, faults, known);
        caller = Caller.of(ctx);
        key = IdempotencyKey.of(ctx, caller.name(), faults);
        patience = Patience.of(ctx, query);
    }

    Context ctx() {
        return ctx;
    }

    Faults faults() {
        return faults;
    }

    QueryParameters query() {
        return query;
    }

    Optional<IdempotencyKey> idempotencyKey() {
        return key;
    }

    Caller caller() {
        return caller;
    }

    Patience patience() {
        return patience;
    }

    /** The body's fields; without a body there are none. */
    BodyFields fields(List<String> known) {
        return new BodyFields(JsonBody.orNone(ctx), faults, known);
    }

    Optional<JobRequest.Key> key(String... request) {
        return key.map(k -> new JobRequest.Key(k.claim(), Hashes.sha256(request)));
    }

    /** Whether the key has got a job before: then that is the answer, whatever has become of what it was about. */
    boolean repeated(Claims claims, Jobs jobs) {
        return key.flatMap(k -> claims.find(k.claim()))
                .flatMap(claim -> jobs.find(claim.job()))
                .isPresent();
    }
}
