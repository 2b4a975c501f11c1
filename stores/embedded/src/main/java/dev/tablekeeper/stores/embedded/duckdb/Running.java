package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * Long works under way, by the name of what they are for, so that they can be stopped by somebody who gives that up. This
 * memory is enough: no work outlives its process.
 */
final class Running {
    private final List<Work> works = new ArrayList<>();

    /** Something under way; whoever does it asks now and then, and in the turn in which it commits. */
    final class Work implements AutoCloseable {
        private final String name;
        private volatile boolean stopped;

        private Work(String name) {
            this.name = name;
        }

        void requireWanted() {
            if (stopped) {
                throw new StoreFailure(FailureType.CONFLICT, name + " was given up meanwhile; nothing was done");
            }
        }

        @Override
        public void close() {
            synchronized (Running.this) {
                works.remove(this);
            }
        }
    }

    synchronized Work begin(String name) {
        Work work = new Work(name);
        works.add(work);
        return work;
    }

    /** Stops what is under way; asked for in a turn, it stops all that has not committed. */
    synchronized void stop(String name) {
        works.stream().filter(work -> work.name.equals(name)).forEach(work -> work.stopped = true);
    }
}
