package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.google.bigquery.WriteScript.StagedWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Does what is sealed: the members' rows in one load job for each table, and one write job that enters each member into the
 * ledger. A group is an operation itself, so whoever does it meets the others at its jobs. One that cannot be done as a whole,
 * as for one member's rows, is given up in the ledger, and then each member is on its own.
 */
final class GroupWrites {
    private final Consumer<TableDefinition> require;
    private final StagedTables staged;
    private final WriteScript script;
    private final WriteJobs jobs;
    private final WriteClaims claims;
    private final ExecutorService threads;
    private final ConcurrentHashMap<String, CompletableFuture<Optional<WriteResult>>> running =
            new ConcurrentHashMap<>();

    /** @param require fails where a table is not as its definition says */
    GroupWrites(
            Consumer<TableDefinition> require,
            StagedTables staged,
            WriteScript script,
            WriteJobs jobs,
            WriteClaims claims,
            ExecutorService threads) {
        this.require = require;
        this.staged = staged;
        this.script = script;
        this.jobs = jobs;
        this.claims = claims;
        this.threads = threads;
    }

    /**
     * Has a group done, once for all who ask here at the same time.
     *
     * @param like writes of any member, for the tables' definitions
     * @return what all did together; empty where the group has been given up
     */
    CompletableFuture<Optional<WriteResult>> write(SealedGroup group, List<TableWrite> like) {
        CompletableFuture<Optional<WriteResult>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<WriteResult>> others = running.putIfAbsent(group.id(), mine);
        if (others != null) {
            return others;
        }
        try {
            threads.execute(() -> complete(mine, group, like));
        } catch (RejectedExecutionException e) {
            running.remove(group.id());
            mine.completeExceptionally(
                    new StoreFailure(FailureType.UNAVAILABLE, "cannot write: the warehouse is closed", e));
        }
        return mine;
    }

    private void complete(CompletableFuture<Optional<WriteResult>> outcome, SealedGroup group, List<TableWrite> like) {
        try {
            Optional<WriteResult> done = done(group, like);
            done.ifPresent(all -> claims.forget(group.id()));
            running.remove(group.id());
            outcome.complete(done);
        } catch (Throwable e) {
            running.remove(group.id());
            outcome.completeExceptionally(e);
        }
    }

    private Optional<WriteResult> done(SealedGroup group, List<TableWrite> like) {
        if (!group.shape().equals(SealedGroup.shape(like))) {
            // Sealed by who has other definitions of the tables.
            return giveUp(group);
        }
        try {
            Operation operation = group.operation();
            List<StagedWrite> loaded = new ArrayList<>();
            for (int i = 0; i < like.size(); i++) {
                TableDefinition table = like.get(i).table();
                require.accept(table);
                loaded.add(staged.load(operation, group.write(table, i), () -> {}));
            }
            return Optional.of(jobs.once(operation, script.group(group, loaded), () -> {}));
        } catch (StoreFailure e) {
            if (e.type().remedy() == FailureType.Remedy.WAIT) {
                throw e;
            }
            return giveUp(group);
        }
    }

    /** Makes sure that a group will not be done any more; what it did if it was. */
    Optional<WriteResult> giveUp(SealedGroup group) {
        return jobs.abandon(group.operation());
    }
}
