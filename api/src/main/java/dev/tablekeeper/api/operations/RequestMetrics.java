package dev.tablekeeper.api.operations;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.RequestLogger;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Times requests by method, route and status, under the name that dashboards know. The route is its template, so that
 * ids and names in paths make no series of their own.
 */
public final class RequestMetrics implements RequestLogger {
    private static final String NAME = "http.server.requests";
    private static final String OTHER = "other";
    private final MeterRegistry registry;

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void handle(Context ctx, Float millis) {
        Timer.builder(NAME)
                .description(
                        "Requests of the API; those that wait for a job and feeds last as long as they are asked to")
                .tag("method", method(ctx.method()))
                .tag("uri", route(ctx))
                .tag("status", Integer.toString(ctx.statusCode()))
                .register(registry)
                .record(Duration.ofNanos((long) (millis * 1_000_000)));
    }

    private static String method(HandlerType method) {
        return HandlerType.commonHttp().contains(method) ? method.name() : OTHER;
    }

    private static String route(Context ctx) {
        Endpoint endpoint = ctx.endpoints().matchedHttpEndpoint();
        return endpoint == null || endpoint.path.isEmpty() ? OTHER : endpoint.path;
    }
}
