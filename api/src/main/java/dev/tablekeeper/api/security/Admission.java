package dev.tablekeeper.api.security;

import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.stores.ObjectStore;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.function.LongSupplier;

/** Lets a request through to its route, or not, before anything of its body is read. */
public final class Admission {
    /** What is left of the disk for jobs that were accepted, their records and the log. */
    public static final long LEAST_DISK_BYTES = 256L << 20;

    private static final int FULL_RETRY_SECONDS = 60;

    private final Callers callers;
    private final RateLimits limits;
    private final BodyRoom bodies;
    private final LongSupplier disk;
    private final boolean loopback;

    private Admission(Callers callers, RateLimits limits, BodyRoom bodies, LongSupplier disk, boolean loopback) {
        this.callers = callers;
        this.limits = limits;
        this.bodies = bodies;
        this.disk = disk;
        this.loopback = loopback;
    }

    /**
     * @param loopback whether only this machine can ask: then no key is needed, and who has none is not limited
     * @param objects where what comes in is kept
     */
    public static Admission of(Guard guard, boolean loopback, ObjectStore objects) {
        RateLimits limits = new RateLimits(guard.nanos());
        return new Admission(
                new KeyCallers(guard.keys(), guard.tokens(), limits, loopback),
                limits,
                new BodyRoom(guard.uploads()),
                objects::room,
                loopback);
    }

    /** Of a server that has only open routes, and leaves limits to its network. */
    public static Admission open() {
        return new Admission(
                ctx -> Caller.ANONYMOUS, new RateLimits(System::nanoTime), new BodyRoom(1), () -> Long.MAX_VALUE, true);
    }

    /**
     * Looks at a request.
     *
     * @return room for its body, to be closed when it is done
     * @throws Refusal 401 without a key that counts, 403 where it lacks the route's scope, 429 after too many requests,
     *     503 where there is no room for what it brings
     */
    public BodyRoom.Place admit(Context ctx, Access access) {
        if (access == Access.OPEN) {
            if (!loopback) {
                limits.countOpen(ctx, Address.of(ctx));
            }
        } else {
            identify(ctx, access);
        }
        // Deleting is what makes room.
        boolean brings = access.brings() && !ctx.method().equals(HandlerType.DELETE);
        if (brings) {
            requireDisk();
        }
        return bodies.enter(ctx, brings);
    }

    private void identify(Context ctx, Access access) {
        Caller caller = callers.of(ctx);
        caller.enter(ctx);
        if (!caller.equals(Caller.ANONYMOUS)) {
            boolean reads = ctx.method().equals(HandlerType.GET) || ctx.method().equals(HandlerType.HEAD);
            limits.count(ctx, caller, RequestKind.of(access, reads));
        }
        access.scope().ifPresent(caller::require);
    }

    private void requireDisk() {
        if (disk.getAsLong() < LEAST_DISK_BYTES) {
            throw Refusal.full(
                    "There is hardly any room left where the server keeps its data, so nothing new is accepted. Make room"
                            + " there, then try again.",
                    FULL_RETRY_SECONDS);
        }
    }
}
