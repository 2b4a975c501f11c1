package dev.tablekeeper.api;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Ends the handling of a request with a {@link Problem}. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;

    private Refusal(Problem problem, Map<String, String> headers) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.headers = Map.copyOf(headers);
    }

    private Refusal(Problem problem) {
        this(problem, Map.of());
    }

    public Problem problem() {
        return problem;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** 404: a name in the path is not known. */
    public static Refusal notFound(String detail) {
        return new Refusal(Problem.of(404, "not-found", "There is no such thing", detail));
    }

    /** 404: there is no such table. */
    public static Refusal unknownTable(String detail) {
        return new Refusal(Problem.of(404, FailureType.UNKNOWN_TABLE, detail));
    }

    /** 404: there is no such backup. */
    public static Refusal unknownBackup(String detail) {
        return new Refusal(Problem.of(404, FailureType.UNKNOWN_BACKUP, detail));
    }

    /** 405, with the methods that there are. */
    static Refusal methodNotAllowed(String method, String allowed) {
        return new Refusal(
                Problem.of(
                        405,
                        "method-not-allowed",
                        "The method is not possible here",
                        method + " is not possible here; " + allowed + " are."),
                Map.of("Allow", allowed));
    }

    /** 400: the body is not what its content type says. */
    public static Refusal notJson(String detail) {
        return new Refusal(Problem.of(400, "not-json", "The body is not JSON", detail));
    }

    /** 400: the body ended before its announced end. */
    public static Refusal bodyIncomplete(String detail) {
        return new Refusal(Problem.of(400, "body-incomplete", "The body did not arrive whole", detail));
    }

    /** 401, with what would open the door. */
    public static Refusal unauthenticated(String detail, String challenge) {
        return new Refusal(
                Problem.of(401, "unauthenticated", "There is no valid key", detail),
                Map.of("WWW-Authenticate", challenge));
    }

    /** 403: the request comes from where it may not. */
    public static Refusal foreign(String detail) {
        return new Refusal(Problem.of(403, FailureType.PERMISSION_DENIED, detail));
    }

    /** 403: the key lacks a scope or a table. */
    public static Refusal notAllowed(String detail) {
        return new Refusal(Problem.of(403, FailureType.PERMISSION_DENIED, detail));
    }

    /** 406. */
    public static Refusal notAcceptable(String detail) {
        return new Refusal(Problem.of(406, "not-acceptable", "The answer has no such form", detail));
    }

    /** 409. */
    public static Refusal notPossible(String detail) {
        return new Refusal(Problem.of(409, FailureType.NOT_POSSIBLE, detail));
    }

    /** 413. */
    public static Refusal tooLarge(String detail) {
        return new Refusal(Problem.of(413, "body-too-large", "The body is too large", detail));
    }

    /** 415, with a header that says what would be taken. */
    public static Refusal unsupported(String detail, String header, String taken) {
        return new Refusal(
                Problem.of(415, "unsupported-media-type", "The body's form is not understood", detail),
                Map.of(header, taken));
    }

    /** 422: understood, but not valid; every fault is listed. */
    public static Refusal invalid(List<Problem.FieldError> errors) {
        return invalid(FailureType.INVALID_REQUEST, errors);
    }

    /** 422, where all faults are of one kind that has a name of its own. */
    public static Refusal invalid(FailureType type, List<Problem.FieldError> errors) {
        String detail = errors.stream().map(e -> e.field() + ": " + e.reason()).collect(Collectors.joining("; "));
        return new Refusal(new Problem(type.urn(), type.title(), 422, detail, errors, Optional.empty()));
    }

    /**
     * 422: rows are not valid, and so none was taken.
     *
     * @param rejected what is wrong with each
     * @param job the job that keeps them
     */
    public static Refusal invalidRows(JobError error, List<?> rejected, String job) {
        return new Refusal(new Problem(error.type(), error.title(), 422, error.detail(), rejected, Optional.of(job)));
    }

    /** 429: not so often. */
    public static Refusal tooMany(String detail, int retryAfterSeconds) {
        return new Refusal(
                Problem.of(429, "too-many-requests", "There are too many requests", detail),
                Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
    }

    /** 501: what the route does takes something that this server does not have. */
    public static Refusal notOffered(String detail) {
        return new Refusal(Problem.of(501, "not-offered", "This server does not offer it", detail));
    }

    /** 503: there is no room left on the disk. */
    public static Refusal full(String detail, int retryAfterSeconds) {
        return new Refusal(
                Problem.of(503, FailureType.STORAGE_FULL, detail),
                Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
    }

    /** 503: not now. */
    public static Refusal busy(String detail, int retryAfterSeconds) {
        return new Refusal(
                Problem.of(503, FailureType.UNAVAILABLE, detail),
                Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
    }
}
