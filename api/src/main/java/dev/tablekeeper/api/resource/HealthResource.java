package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.Refusal;
import io.javalin.http.Context;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Whether the server is alive, and whether it can work. */
public final class HealthResource {
    private static final int RETRY_SECONDS = 5;

    private final BooleanSupplier ready;

    public HealthResource(BooleanSupplier ready) {
        this.ready = ready;
    }

    /** {@code GET /healthz}. */
    public void alive(Context ctx) {
        ctx.json(Map.of("status", "ok"));
    }

    /** {@code GET /readyz}. */
    public void ready(Context ctx) {
        if (!ready.getAsBoolean()) {
            throw Refusal.busy("Something that the server needs cannot be reached; its log tells what.", RETRY_SECONDS);
        }
        ctx.json(Map.of("status", "ready"));
    }
}
