package dev.tablekeeper.api;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.router.EndpointNotFound;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what went wrong becomes an answer. What only the server's owner may know goes to the log. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int FULL_RETRY_SECONDS = 60;
    private static final int RETRY_SECONDS = 5;
    private static final int DRAINED_BYTES = 64 << 20;

    /** Each holds a thread, for whoever asks: so they are few, and others see their connection closed. */
    private static final Semaphore DRAINS = new Semaphore(8);

    private Problems() {}

    static void install(RoutesConfig routes) {
        routes.exception(Refusal.class, (e, ctx) -> {
            e.headers().forEach(ctx::header);
            answer(ctx, e.problem());
        });
        routes.exception(Failure.class, (e, ctx) -> {
            retryAfter(e.type()).forEach(ctx::header);
            answer(ctx, of(e));
        });
        routes.exception(EndpointNotFound.class, (e, ctx) -> {
            answer(
                    ctx,
                    Refusal.notFound("There is nothing at " + ctx.path() + ".").problem());
        });
        routes.exception(MethodNotAllowedResponse.class, (e, ctx) -> {
            String allowed = String.join(", ", e.getDetails().values());
            Refusal refusal = Refusal.methodNotAllowed(ctx.method().name(), allowed);
            refusal.headers().forEach(ctx::header);
            answer(ctx, refusal.problem());
        });
        routes.exception(
                HttpResponseException.class,
                (e, ctx) -> answer(
                        ctx,
                        Problem.of(
                                e.getStatus(),
                                "not-understood",
                                "The request is not understood",
                                e.getMessage() + "")));
        routes.exception(Exception.class, (e, ctx) -> {
            String reference = UUID.randomUUID().toString();
            LOG.error("request {} {} failed ({})", ctx.method().name(), ctx.path(), reference, e);
            answer(ctx, internal(reference));
        });
    }

    /** The problem that a failure is. */
    static Problem of(Failure failure) {
        FailureType type = failure.type();
        int status = status(type);
        boolean ours = failure instanceof StoreFailure && (status >= 500 || type == FailureType.PERMISSION_DENIED);
        if (!ours) {
            return Problem.of(status, type, failure.getMessage());
        }
        // A store's message names the server's places.
        LOG.warn("a request met a store's failure: {}", failure.getMessage(), failure);
        return Problem.of(status, type, detail(type));
    }

    static Problem internal(String reference) {
        return Problem.of(
                500,
                FailureType.INTERNAL,
                "The request failed for a reason that the server does not know; its log tells more under " + reference
                        + ".");
    }

    private static int status(FailureType type) {
        return switch (type) {
            case PERMISSION_DENIED -> 403;
            case NOT_POSSIBLE,
                    CONFLICT,
                    CONDITION_FAILED,
                    ALREADY_EXISTS,
                    ALREADY_LOADED,
                    SOURCE_CHANGED,
                    TABLE_CHANGED,
                    CHANGED_SINCE,
                    BACKUP_DAMAGED,
                    CANCELLED,
                    TERMINATED -> 409;
            // A full store is an outage for whoever asks; 507 is WebDAV's.
            case UNAVAILABLE, QUOTA_EXCEEDED, STORAGE_FULL -> 503;
            case INTERNAL, DAMAGED, OUTCOME_UNKNOWN, RECONCILIATION_FAILED, OPERATION_MISMATCH -> 500;
            default -> 422;
        };
    }

    private static Map<String, String> retryAfter(FailureType type) {
        if (status(type) != 503) {
            return Map.of();
        }
        int seconds = type == FailureType.UNAVAILABLE ? RETRY_SECONDS : FULL_RETRY_SECONDS;
        return Map.of(Header.RETRY_AFTER, Integer.toString(seconds));
    }

    private static String detail(FailureType type) {
        return switch (type) {
            case STORAGE_FULL ->
                "There is no room left where the server keeps its data. Make room there, then try again.";
            case QUOTA_EXCEEDED -> "A quota of the server's store or warehouse is used up. Try again later.";
            case UNAVAILABLE -> "The server's store or warehouse cannot be reached just now. Try again in a moment.";
            case PERMISSION_DENIED ->
                "The server itself may not do this in its store or warehouse; its log tells what it lacks.";
            default -> "The server's store or warehouse failed; the server's log tells more.";
        };
    }

    private static void answer(Context ctx, Problem problem) {
        drain(ctx);
        ctx.status(problem.status());
        ctx.contentType(Problem.CONTENT_TYPE);
        ctx.result(Json.write(problem).getBytes(StandardCharsets.UTF_8));
    }

    /** Many clients read no answer before they have sent their body; a body of bearable size is let in for them. */
    private static void drain(Context ctx) {
        if (ctx.header(Header.EXPECT) != null || !DRAINS.tryAcquire()) {
            return;
        }
        try {
            InputStream body = ctx.bodyInputStream();
            body.skip(DRAINED_BYTES);
        } catch (IOException | RuntimeException e) {
            LOG.debug("a refused request's body ended early: {}", e.toString());
        } finally {
            DRAINS.release();
        }
    }
}
