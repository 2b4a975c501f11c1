package dev.tablekeeper.api.security;

import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.model.key.Scope;
import io.javalin.http.Context;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Who makes a request, and what that one may do.
 *
 * @param name what jobs are started by, and what idempotency keys belong to
 * @param tables the tables it may do it with; empty for all
 * @param requestsPerMinute how many requests of one kind it may make a minute, if that is limited
 */
public record Caller(String name, Set<Scope> scopes, Optional<Set<String>> tables, OptionalInt requestsPerMinute) {
    /** On loopback nobody needs a key. */
    public static final Caller ANONYMOUS =
            new Caller("anonymous", EnumSet.allOf(Scope.class), Optional.empty(), OptionalInt.empty());

    private static final String ATTRIBUTE = Caller.class.getName();

    public Caller {
        scopes = Set.copyOf(scopes);
        tables = tables.map(Set::copyOf);
    }

    /** Who makes this request; known once its route has been entered, and on no route that is open. */
    public static Caller of(Context ctx) {
        Caller caller = ctx.attribute(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("nobody has looked who calls " + ctx.path());
        }
        return caller;
    }

    void enter(Context ctx) {
        ctx.attribute(ATTRIBUTE, this);
    }

    /** @throws Refusal 403 where the scope is lacking */
    public void require(Scope scope) {
        if (!scopes.contains(scope)) {
            throw Refusal.notAllowed(
                    "The key '" + name + "' lacks the scope '" + scope.text() + "', which this needs.");
        }
    }

    /**
     * To be asked before anything is told of these tables, be it that there are none.
     *
     * @throws Refusal 403 where one of these tables is not among the key's
     */
    public void requireTables(Collection<String> names) {
        List<String> lacking = names.stream().filter(t -> !mayUse(t)).toList();
        if (!lacking.isEmpty()) {
            throw Refusal.notAllowed("The key '" + name + "' is not for "
                    + (lacking.size() == 1 ? "the table " : "the tables ") + String.join(", ", lacking) + ".");
        }
    }

    /**
     * To be asked where it is about whatever tables there are.
     *
     * @param instead what a key for some tables can do
     * @throws Refusal 403 where the key is for some tables only
     */
    public void requireAllTables(String instead) {
        if (!seesAll()) {
            throw Refusal.notAllowed(
                    "The key '" + name + "' is for some tables only, and this is about all. " + instead);
        }
    }

    /** Whether it may use any table. */
    public boolean seesAll() {
        return tables.isEmpty();
    }

    /** @throws Refusal 403 where the caller could not have started this job, by its kind or its tables */
    public void requireJob(Job job) {
        require(Scope.of(job.kind()));
        requireTables(job.tables());
    }

    /** Whether all of these tables are among the key's. */
    public boolean sees(Collection<String> names) {
        return names.stream().allMatch(this::mayUse);
    }

    private boolean mayUse(String table) {
        return tables.map(t -> t.contains(table)).orElse(true);
    }
}
