package dev.tablekeeper.api.security;

import dev.tablekeeper.api.Refusal;
import io.javalin.http.Context;

/** Finds out who makes a request. */
@FunctionalInterface
public interface Callers {
    /** Where only this machine can ask and no key is known: whoever it is may do everything. */
    Callers ANONYMOUS = request -> Caller.ANONYMOUS;

    /** @throws Refusal 401 where a key is needed and none that counts has come */
    Caller of(Context request);
}
