package dev.tablekeeper.api.security;

import io.javalin.http.Context;

/** Who makes a request. */
@FunctionalInterface
public interface Callers {
    /** On loopback nobody needs a key. */
    Callers ANONYMOUS = request -> "anonymous";

    /** The name that a job is started by, and that idempotency keys belong to. */
    String nameOf(Context request);
}
