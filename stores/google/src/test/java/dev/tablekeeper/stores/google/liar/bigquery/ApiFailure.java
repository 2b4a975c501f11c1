package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.stores.google.liar.Response;

/** What BigQuery says when something cannot be done: the answer to a request, or the end of a job. */
final class ApiFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    ApiFailure(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    static ApiFailure notPlayed(String what) {
        return new ApiFailure("invalidQuery", "not played: " + what);
    }

    static ApiFailure missing(String what) {
        return new ApiFailure("notFound", "Not found: " + what);
    }

    static ApiFailure duplicate(String what) {
        return new ApiFailure("duplicate", "Already Exists: " + what);
    }

    static ApiFailure invalid(String what) {
        return new ApiFailure("invalid", what);
    }

    String reason() {
        return reason;
    }

    /** As it stands in a job's status. */
    ObjectNode proto() {
        return Json.object().put("reason", reason).put("message", getMessage());
    }

    Response response() {
        ObjectNode error = Json.object().put("code", status(reason)).put("message", getMessage());
        error.put("status", reason);
        error.putArray("errors").add(proto().put("domain", "global"));
        ObjectNode body = Json.object();
        body.set("error", error);
        return Response.json(status(reason), body.toString());
    }

    /** By Google's table of reasons; a job that was stopped has no status of its own there. */
    private static int status(String reason) {
        return switch (reason) {
            case "notFound" -> 404;
            case "duplicate" -> 409;
            case "conditionNotMet" -> 412;
            case "accessDenied", "quotaExceeded", "rateLimitExceeded", "responseTooLarge" -> 403;
            case "backendError" -> 503;
            case "internalError" -> 500;
            default -> 400;
        };
    }
}
