package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.google.bigquery.WriteClaims.Claim;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * Gathers small appends to the same tables while others of them are being written: so many writes take few jobs, and one that
 * comes alone waits for nobody. Who is written by which job is decided by {@link WriteClaims}.
 */
final class SmallWrites {
    private static final long MOST_ROWS = 10_000;
    private static final int MOST_OBJECTS = 16;
    private static final int MOST_MEMBERS = 64;
    /** Of one set of tables and one process. BigQuery runs ten inserts into a table at once, of all processes. */
    private static final int AT_ONCE = 2;

    private static final long CALL_MILLIS = 250;

    private final WriteClaims claims;
    private final GroupWrites groups;
    private final Single single;
    private final ExecutorService threads;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<String, Gathering> gatherings = new HashMap<>();

    /** A write by jobs of its own. */
    interface Single {
        WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress);
    }

    /** What is gathered for one set of tables. */
    private static final class Lane {
        private final Deque<Gathering> waiting = new ArrayDeque<>();
        private int running;
    }

    SmallWrites(WriteClaims claims, GroupWrites groups, Single single, ExecutorService threads) {
        this.claims = claims;
        this.groups = groups;
        this.single = single;
        this.threads = threads;
    }

    /** Asked of a write alone, so that every attempt finds the same. */
    static boolean isSmall(List<TableWrite> writes) {
        return writes.stream().allMatch(SmallWrites::isSmall)
                && writes.stream().mapToLong(write -> staged(write).count()).sum() <= MOST_ROWS;
    }

    private static boolean isSmall(TableWrite write) {
        return write.mode() == TableWrite.Mode.APPEND
                && write.rows() instanceof Rows.Staged staged
                && !staged.objects().isEmpty()
                && staged.objects().size() <= MOST_OBJECTS;
    }

    private static Rows.Staged staged(TableWrite write) {
        return (Rows.Staged) write.rows();
    }

    /** As {@link dev.tablekeeper.stores.Warehouse#write}. */
    WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
        Gathering gathering = join(lane(writes));
        try {
            Claim claim = claim(operation, gathering);
            if (claim.group().equals(Optional.of(gathering.id()))) {
                gathering.arrive(operation, writes);
                SealedGroup seal = await(gathering.sealed(), () -> orWithdraw(gathering, operation, progress));
                return done(operation, Optional.of(seal), writes, progress);
            }
            gathering.stayAway();
            // Begun before, by this process or by another; here it may be gathered still.
            claim.group().flatMap(this::gathering).ifPresent(here -> await(here.sealed(), () -> progress.accept(0)));
            return done(operation, claims.groupOf(operation, claim), writes, progress);
        } finally {
            gathering.finish(operation);
        }
    }

    private static String lane(List<TableWrite> writes) {
        return SealedGroup.shape(writes)
                + writes.stream().map(write -> write.table().name()).toList();
    }

    private Claim claim(Operation operation, Gathering gathering) {
        try {
            return claims.claim(operation, Optional.of(gathering.id()));
        } catch (RuntimeException | Error e) {
            gathering.stayAway();
            throw e;
        }
    }

    /** Who comes back stays in: the group does it meanwhile, and the claim leads there. */
    private static void orWithdraw(Gathering gathering, Operation operation, LongConsumer progress) {
        try {
            progress.accept(0);
        } catch (RuntimeException e) {
            if (Jobs.comesBack(e) || gathering.withdraw(operation)) {
                throw e;
            }
            // Too late: in a moment it is sealed, and asked again.
        }
    }

    private WriteResult done(
            Operation operation, Optional<SealedGroup> group, List<TableWrite> writes, LongConsumer progress) {
        Optional<WriteResult> together = group.filter(
                        seal -> seal.member(operation).isPresent())
                .flatMap(seal -> together(operation, seal, writes, progress));
        WriteResult result = together.orElseGet(() -> single.write(operation, writes, progress));
        claims.forget(operation);
        return result;
    }

    private Optional<WriteResult> together(
            Operation operation, SealedGroup seal, List<TableWrite> writes, LongConsumer progress) {
        CompletableFuture<Optional<WriteResult>> outcome = groups.write(seal, writes);
        try {
            return await(outcome, () -> progress.accept(0)).map(all -> resultOf(operation, seal, all));
        } catch (RuntimeException e) {
            if (e instanceof StoreFailure || Jobs.comesBack(e)) {
                throw e;
            }
            // The caller gives up for good: so must the group, or its rows could come later. The others are on their
            // own.
            return Optional.of(resultOf(operation, seal, groups.giveUp(seal).orElseThrow(() -> e)));
        }
    }

    private static WriteResult resultOf(Operation operation, SealedGroup seal, WriteResult together) {
        return new WriteResult(
                seal.results(seal.member(operation).orElseThrow(), together.tables()), together.repeated());
    }

    /**
     * Makes sure that no group has an operation any more, nor will have.
     *
     * @return its result, if a group did it
     */
    Optional<WriteResult> abandon(Operation operation) {
        Claim claim = claims.claim(operation, Optional.empty());
        return claims.groupOf(operation, claim)
                .flatMap(seal -> groups.giveUp(seal).map(together -> resultOf(operation, seal, together)));
    }

    private Optional<Gathering> gathering(String id) {
        synchronized (lanes) {
            return Optional.ofNullable(gatherings.get(id));
        }
    }

    private Gathering join(String key) {
        synchronized (lanes) {
            Lane lane = lanes.computeIfAbsent(key, k -> new Lane());
            Gathering last = lane.waiting.peekLast();
            if (last == null || last.size() >= MOST_MEMBERS) {
                last = new Gathering();
                lane.waiting.add(last);
                gatherings.put(last.id(), last);
            }
            last.announce();
            dispatch(key, lane);
            return last;
        }
    }

    /** To be called with the lock. */
    private void dispatch(String key, Lane lane) {
        while (lane.running < AT_ONCE && !lane.waiting.isEmpty()) {
            Gathering next = lane.waiting.poll();
            lane.running++;
            try {
                threads.execute(() -> run(key, lane, next));
            } catch (RejectedExecutionException e) {
                lane.running--;
                gatherings.remove(next.id());
                next.sealed()
                        .completeExceptionally(
                                new StoreFailure(FailureType.UNAVAILABLE, "cannot write: the warehouse is closed", e));
            }
        }
        if (lane.running == 0 && lane.waiting.isEmpty()) {
            lanes.remove(key);
        }
    }

    private void run(String key, Lane lane, Gathering gathering) {
        try {
            SealedGroup wanted = gathering.close();
            // Nobody else would ever seal it with members, so one without needs no seal.
            SealedGroup seal = wanted.members().isEmpty() ? wanted : claims.seal(wanted);
            // Begun here, since all its members may have left, to come back.
            CompletableFuture<Optional<WriteResult>> outcome = seal.members().isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : groups.write(seal, gathering.like());
            gathering.sealed().complete(seal);
            // A failure is the members' to tell.
            outcome.exceptionally(e -> Optional.empty()).join();
            gathering.awaitFinished();
        } catch (Throwable e) {
            gathering.sealed().completeExceptionally(e);
            gathering.awaitFinished();
        } finally {
            synchronized (lanes) {
                gatherings.remove(gathering.id());
                lane.running--;
                dispatch(key, lane);
            }
        }
    }

    private static <T> T await(CompletableFuture<T> future, Runnable alive) {
        while (true) {
            try {
                return future.get(CALL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                alive.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreFailure(FailureType.UNAVAILABLE, "interrupted while waiting for other writes", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof StoreFailure known ? known : new IllegalStateException(e.getCause());
            }
        }
    }
}
