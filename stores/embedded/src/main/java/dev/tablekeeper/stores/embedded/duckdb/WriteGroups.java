package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Gathers small writes that wait for their turn, so that they share one commit. Each is handed over once: one that was
 * taken has an outcome, which its caller waits for, and one that was not can still be withdrawn.
 */
final class WriteGroups implements AutoCloseable {
    private static final long CALL_MILLIS = 250;
    private static final int MOST = 64;

    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final Consumer<List<Pending>> commit;
    private final Thread writer = new Thread(this::run, "tablekeeper-duckdb-writes");
    private boolean closed;

    /** One write, and where its outcome goes. */
    record Pending(
            Operation operation, List<TableWrite> writes, ProgressMeter meter, CompletableFuture<WriteResult> outcome) {

        Pending(Operation operation, List<TableWrite> writes, ProgressMeter meter) {
            this(operation, List.copyOf(writes), meter, new CompletableFuture<>());
        }
    }

    /** @param commit gives each of some writes an outcome; called on one thread */
    WriteGroups(Consumer<List<Pending>> commit) {
        this.commit = commit;
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Has the write done with those that wait beside it. Its meter is told now and then while it waits; when that throws
     * before the write was taken, nothing is written.
     */
    WriteResult write(Pending pending) {
        synchronized (this) {
            if (closed) {
                throw closed();
            }
            waiting.add(pending);
            notifyAll();
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return pending.outcome.get(CALL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    untilTaken(pending);
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (withdraw(pending)) {
                        throw new StoreFailure(
                                FailureType.UNAVAILABLE,
                                "interrupted while waiting for other writes; nothing was written",
                                e);
                    }
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void untilTaken(Pending pending) {
        try {
            pending.meter().tell();
        } catch (RuntimeException e) {
            if (withdraw(pending)) {
                throw e;
            }
            // Too late: what becomes of it is known in a moment.
        }
    }

    private synchronized boolean withdraw(Pending pending) {
        return waiting.remove(pending);
    }

    private void run() {
        for (List<Pending> group = next(); !group.isEmpty(); group = next()) {
            try {
                commit.accept(group);
            } catch (Throwable e) {
                List<Pending> failed = group;
                failed.forEach(pending -> pending.outcome.completeExceptionally(e));
            }
        }
    }

    /** Empty when there will be no more. */
    private synchronized List<Pending> next() {
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                return List.of();
            }
        }
        List<Pending> group = new ArrayList<>();
        while (!waiting.isEmpty() && group.size() < MOST) {
            group.add(waiting.poll());
        }
        return group;
    }

    private static StoreFailure closed() {
        return new StoreFailure(FailureType.UNAVAILABLE, "cannot write: the warehouse is closed");
    }

    /** Takes no more writes; those that wait get their outcome first. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
