package dev.tablekeeper.standalone.incoming;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the waiting files are loaded next: the tables take turns, and few loads are open at a time, so that one which
 * a request asks for never waits behind all that was dropped. What waits stays a file.
 */
final class IncomingLoads {
    static final int MOST_OPEN = 16;
    private static final Logger LOG = LoggerFactory.getLogger(IncomingFolder.class);
    private static final int PAGE = 1_000;
    private static final long LATER = Duration.ofMillis(500).toNanos();
    private static final long MUCH_LATER = Duration.ofSeconds(5).toNanos();

    private final IncomingPlace place;
    private final Arrivals arrivals;
    private final LongSupplier nanos;
    private final Remarks remarks = new Remarks();
    private final TableFolders folders;
    private final Map<String, TableQueue> queues = new HashMap<>();
    private final Set<String> open = new LinkedHashSet<>();
    private String lastTable = "";
    private Optional<FailureType> trouble = Optional.empty();
    private volatile boolean stopped;

    IncomingLoads(IncomingPlace place, Arrivals arrivals, LongSupplier nanos) {
        this.place = place;
        this.arrivals = arrivals;
        this.nanos = nanos;
        this.folders = new TableFolders(place, remarks);
    }

    void stop() {
        stopped = true;
    }

    /** One look; returns whether loads are open, so that there will soon be room for more. */
    boolean pass() {
        try {
            open.removeIf(arrivals::isOver);
            startSome();
        } catch (Failure e) {
            if (!trouble.equals(Optional.of(e.type()))) {
                LOG.warn("Files wait in {} until this is over: {}", place.folder(), e.getMessage());
            }
            trouble = Optional.of(e.type());
        }
        return !open.isEmpty();
    }

    private void startSome() {
        List<String> tables = new ArrayList<>(folders.tables());
        queues.keySet().retainAll(tables);
        Collections.rotate(tables, -turnAfter(tables, lastTable));
        Deque<String> turns = new ArrayDeque<>(tables);
        while (!stopped && open.size() < MOST_OPEN && !turns.isEmpty()) {
            String table = turns.remove();
            if (startOne(queues.computeIfAbsent(table, t -> new TableQueue(place, t, PAGE, nanos)))) {
                lastTable = table;
                turns.add(table);
            }
        }
    }

    /** Where the table after this one stands in the list. */
    private static int turnAfter(List<String> tables, String table) {
        int found = Collections.binarySearch(tables, table);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Starts the first file that can be; false when there is none. */
    private boolean startOne(TableQueue queue) {
        for (Optional<WaitingFile> next = queue.next(); !stopped && next.isPresent(); next = queue.next()) {
            WaitingFile file = next.get();
            long now = nanos.getAsLong();
            // Whatever happens to it here, the others get their turn.
            file.postpone(now + MUCH_LATER);
            Arrivals.Outcome outcome = arrivals.arrive(queue.table(), file, now);
            trouble = Optional.empty();
            outcome.remark().ifPresent(remark -> remarks.once(place.uri(file.object()), remark));
            switch (outcome.kind()) {
                case LATER -> file.postpone(now + LATER);
                case MUCH_LATER -> file.postpone(now + MUCH_LATER);
                case LEFT, OPEN -> file.settle();
            }
            if (outcome.job().isPresent()) {
                open.add(outcome.job().get());
                return true;
            }
        }
        return false;
    }
}
