package dev.tablekeeper.standalone.cli.client;

/** The server understood where the request went and did not do it: a 4xx or 5xx. */
public final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;
    private final transient Problem problem;

    RequestRefused(Reply reply) {
        this(reply, Problem.of(reply));
    }

    private RequestRefused(Reply reply, Problem problem) {
        super(problem.detail().isEmpty() ? problem.title() : problem.title() + ": " + problem.detail());
        this.reply = reply;
        this.problem = problem;
    }

    public Reply reply() {
        return reply;
    }

    public Problem problem() {
        return problem;
    }

    /** Whether the request itself was at fault, and not the server or what the server needs. */
    public boolean byTheRequest() {
        return reply.status() < 500;
    }

    /** Whether the same request may be answered in a while: 429, 502, 503, 504. */
    public boolean passing() {
        return switch (reply.status()) {
            case 429, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /** The seconds after which the server wants to be asked again. */
    public long retryAfterSeconds(long otherwise) {
        return reply.headers()
                .firstValue("Retry-After")
                .filter(v -> v.matches("\\d{1,5}"))
                .map(Long::parseLong)
                .orElse(otherwise);
    }
}
