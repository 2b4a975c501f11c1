package dev.tablekeeper.api.operations;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether the process can take work: it has started, is not stopping, and reaches everything that it needs. */
public final class Readiness implements AutoCloseable {
    private final Map<String, Need> needs = new LinkedHashMap<>();
    private final Duration patience;
    private Phase phase = Phase.STARTING;

    private enum Phase {
        STARTING,
        SERVING,
        STOPPING
    }

    /** How it is, for a probe and for people: no reason that names a place; those are in the log. */
    public record Report(String status, Map<String, String> needs) {
        private static final String READY = "ready";

        public Report {
            needs = Collections.unmodifiableMap(new LinkedHashMap<>(needs));
        }

        public boolean ready() {
            return status.equals(READY);
        }
    }

    public Readiness() {
        this(Duration.ofSeconds(2));
    }

    /** @param patience how long a look at one thing may take until it counts as not reached */
    Readiness(Duration patience) {
        this.patience = patience;
    }

    /**
     * Adds something that is needed.
     *
     * @param look throws where it cannot be reached; never run twice at once
     */
    public synchronized void needs(String name, Runnable look) {
        needs.put(name, new Need(name, look));
    }

    public synchronized void serving() {
        phase = Phase.SERVING;
    }

    public synchronized void stopping() {
        phase = Phase.STOPPING;
    }

    /** Looks at everything, side by side. */
    public Report report() {
        Map<String, Need> known;
        Phase now;
        synchronized (this) {
            known = new LinkedHashMap<>(needs);
            now = phase;
        }
        known.values().forEach(Need::begin);
        long deadline = System.nanoTime() + patience.toNanos();
        Map<String, String> found = new LinkedHashMap<>();
        boolean well = true;
        for (Map.Entry<String, Need> need : known.entrySet()) {
            boolean reached = need.getValue().reached(deadline);
            found.put(need.getKey(), reached ? "ok" : "not-reached");
            well &= reached;
        }
        return new Report(status(now, well), found);
    }

    private static String status(Phase phase, boolean well) {
        return switch (phase) {
            case STARTING -> "starting";
            case STOPPING -> "stopping";
            case SERVING -> well ? Report.READY : "not-ready";
        };
    }

    @Override
    public synchronized void close() {
        needs.values().forEach(Need::close);
    }
}
