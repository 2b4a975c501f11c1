package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The writes of one process that may become a group. A member announces itself, claims its operation for the group, and arrives;
 * who has not arrived when the group is sealed is not in it, and finds that by its claim.
 */
final class Gathering {
    /** Only for speed: a member whose claim takes longer does not hold up the others. */
    private static final long MOST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String id = UUID.randomUUID().toString();
    private final CompletableFuture<SealedGroup> sealed = new CompletableFuture<>();
    private final Map<String, SealedGroup.Member> arrived = new LinkedHashMap<>();
    /** Of those who have arrived. */
    private final Set<String> unfinished = new HashSet<>();

    private List<TableWrite> like = List.of();
    private int announced;
    private boolean closed;

    String id() {
        return id;
    }

    /** What was sealed, in the end. */
    CompletableFuture<SealedGroup> sealed() {
        return sealed;
    }

    /** How many may become members. */
    synchronized int size() {
        return announced + arrived.size();
    }

    synchronized void announce() {
        announced++;
    }

    /** Instead of arriving. */
    synchronized void stayAway() {
        announced--;
        notifyAll();
    }

    /** Too late is no error: the seal says so. */
    synchronized void arrive(Operation operation, List<TableWrite> writes) {
        announced--;
        if (!closed) {
            like = writes;
            arrived.put(operation.id(), SealedGroup.Member.of(operation, writes));
            unfinished.add(operation.id());
        }
        notifyAll();
    }

    /** Takes out one that has arrived; false where it is too late for that. */
    synchronized boolean withdraw(Operation operation) {
        return !closed && arrived.remove(operation.id()) != null;
    }

    /** What one of the members writes, for the tables' definitions. */
    synchronized List<TableWrite> like() {
        return like;
    }

    /** Waits for those who are announced, and lets nobody in any more. One member alone needs no group. */
    synchronized SealedGroup close() {
        long until = System.nanoTime() + MOST_WAIT_NANOS;
        try {
            for (long left = MOST_WAIT_NANOS; announced > 0 && left > 0; left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(FailureType.UNAVAILABLE, "cannot write: the warehouse is closed", e);
        } finally {
            closed = true;
        }
        return arrived.size() > 1
                ? new SealedGroup(id, SealedGroup.shape(like), List.copyOf(arrived.values()))
                : SealedGroup.none(id);
    }

    /** The caller has its outcome, or waits for it no longer. */
    synchronized void finish(Operation operation) {
        unfinished.remove(operation.id());
        notifyAll();
    }

    /** Waits until nobody who has arrived waits for an outcome. */
    synchronized void awaitFinished() {
        try {
            while (!unfinished.isEmpty()) {
                wait();
            }
        } catch (InterruptedException e) {
            // Whoever waits here does so for the sake of order only.
            Thread.currentThread().interrupt();
        }
    }
}
