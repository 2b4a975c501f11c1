package dev.tablekeeper.jobs;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of a job's question whether it may go on.
 *
 * @param by who said yes; empty where nobody did in time
 */
public record Approval(Optional<String> by, Instant at) {
    public boolean given() {
        return by.isPresent();
    }
}
