package dev.tablekeeper.api.security;

import dev.tablekeeper.api.Refusal;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;

/** Lets a request through to its route, or not, before anything of its body is read. */
public final class Admission {
    private final Callers callers;
    private final RateLimits limits;
    private final boolean loopback;

    private Admission(Callers callers, RateLimits limits, boolean loopback) {
        this.callers = callers;
        this.limits = limits;
        this.loopback = loopback;
    }

    /** @param loopback whether only this machine can ask: then no key is needed, and who has none is not limited */
    public static Admission of(Guard guard, boolean loopback) {
        RateLimits limits = new RateLimits(guard.nanos());
        return new Admission(new KeyCallers(guard.keys(), guard.tokens(), limits, loopback), limits, loopback);
    }

    /** Of a server that has only open routes, and leaves limits to its network. */
    public static Admission open() {
        return new Admission(ctx -> Caller.ANONYMOUS, new RateLimits(System::nanoTime), true);
    }

    /** @throws Refusal 401 without a key that counts, 403 where it lacks the route's scope, 429 after too many requests */
    public void admit(Context ctx, Access access) {
        if (access == Access.OPEN) {
            if (!loopback) {
                limits.countOpen(ctx, Address.of(ctx));
            }
            return;
        }
        Caller caller = callers.of(ctx);
        caller.enter(ctx);
        if (!caller.equals(Caller.ANONYMOUS)) {
            boolean reads = ctx.method().equals(HandlerType.GET) || ctx.method().equals(HandlerType.HEAD);
            limits.count(ctx, caller, RequestKind.of(access, reads));
        }
        access.scope().ifPresent(caller::require);
    }
}
