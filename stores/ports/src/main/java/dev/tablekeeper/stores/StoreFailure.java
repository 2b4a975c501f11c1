package dev.tablekeeper.stores;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;

/** What a store could not do. The adapter has already decided, by the type, whether trying again can help. */
public final class StoreFailure extends Failure {
    private static final long serialVersionUID = 1L;

    public StoreFailure(FailureType type, String message) {
        super(type, message);
    }

    public StoreFailure(FailureType type, String message, Throwable cause) {
        super(type, message, cause);
    }
}
