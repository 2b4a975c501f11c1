package dev.tablekeeper.standalone.cli.client;

/** No answer came from the server, or what answered is not Tablekeeper. The message says it in one sentence. */
public final class ServerUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean mayHaveArrived;

    ServerUnreachable(String message, boolean mayHaveArrived, Throwable cause) {
        super(message, cause);
        this.mayHaveArrived = mayHaveArrived;
    }

    ServerUnreachable(String message) {
        this(message, true, null);
    }

    /** Whether the request may have reached the server although no answer came. */
    public boolean mayHaveArrived() {
        return mayHaveArrived;
    }
}
