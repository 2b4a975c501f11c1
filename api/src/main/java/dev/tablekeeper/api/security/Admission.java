package dev.tablekeeper.api.security;

import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.model.key.Scope;
import io.javalin.http.Context;
import java.util.Optional;

/** Lets a request through to its route, or not, before anything of its body is read. */
public final class Admission {
    private final Callers callers;

    public Admission(Callers callers) {
        this.callers = callers;
    }

    /** @throws Refusal 401 without a key that counts, 403 where it lacks the route's scope */
    public void admit(Context ctx, Access access) {
        if (access == Access.OPEN) {
            return;
        }
        Caller caller = callers.of(ctx);
        caller.enter(ctx);
        Optional<Scope> scope = access.scope();
        scope.ifPresent(caller::require);
    }
}
