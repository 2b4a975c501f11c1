package dev.tablekeeper.jobs;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether Temporal answered when it was last called; said in the log when that changes. */
public final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

    private static final Set<Status.Code> NO_ANSWER =
            EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);

    private volatile boolean away;

    /** True from a call that found nobody until one that did. */
    public boolean away() {
        return away;
    }

    void answered() {
        if (away) {
            away = false;
            LOG.info("Temporal can be reached again");
        }
    }

    /** Looks at what a call threw; an answer of Temporal, be it a refusal, is a sign of life. */
    void threw(RuntimeException e) {
        boolean none = status(e).map(NO_ANSWER::contains).orElse(false);
        if (!none) {
            return;
        }
        if (!away) {
            LOG.warn("Temporal cannot be reached ({}); new jobs are refused until it can", e.getMessage());
        }
        away = true;
    }

    private static Optional<Status.Code> status(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof StatusRuntimeException status) {
                return Optional.of(status.getStatus().getCode());
            }
            if (t instanceof CancellationException) {
                return Optional.of(Status.Code.CANCELLED);
            }
        }
        return Optional.empty();
    }
}
