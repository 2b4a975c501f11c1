package dev.tablekeeper.api.security;

import dev.tablekeeper.model.key.Scope;
import java.util.Optional;

/** What a route asks of its callers. */
public enum Access {
    /** Nothing: no key is looked at. */
    OPEN,
    READ,
    INSERT,
    LOAD,
    BACKUP,
    RESTORE,
    /** The scope that it takes to start the job which the path names; the handler asks {@link Caller#requireJob}. */
    JOBS_OWN;

    /** Whether such requests put something into the store. */
    boolean brings() {
        return this == INSERT || this == LOAD || this == BACKUP || this == RESTORE;
    }

    /** The scope that a key needs for any such route. */
    public Optional<Scope> scope() {
        return this == OPEN || this == JOBS_OWN ? Optional.empty() : Optional.of(Scope.valueOf(name()));
    }
}
