package dev.tablekeeper.model.workflow;

import java.util.Objects;

/**
 * What went wrong, translated once where it happened: its type decides about trying again, its message is made for the
 * person who reads it in a terminal, a problem document or the Temporal UI.
 */
public class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureType type;

    public Failure(FailureType type, String message) {
        super(message);
        this.type = Objects.requireNonNull(type);
    }

    public Failure(FailureType type, String message, Throwable cause) {
        super(message, cause);
        this.type = Objects.requireNonNull(type);
    }

    public FailureType type() {
        return type;
    }
}
