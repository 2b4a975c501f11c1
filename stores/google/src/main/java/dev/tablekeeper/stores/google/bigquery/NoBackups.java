package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.snapshot.Snapshots;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.stores.swap.Swaps;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * In the place of backups and restores, which this version does not make of BigQuery's tables: each fails with {@code
 * NOT_POSSIBLE} before it has begun, so there is never anything to let go of.
 */
final class NoBackups implements Snapshots, Swaps {

    private static StoreFailure notPossible() {
        return new StoreFailure(
                FailureType.NOT_POSSIBLE,
                "This version neither backs up nor restores tables of BigQuery. BigQuery itself keeps what was in them for"
                        + " seven days: SELECT * FROM table FOR SYSTEM_TIME AS OF …");
    }

    @Override
    public Snapshot freeze(
            Operation operation, Optional<List<String>> tables, List<TableDefinition> described, Runnable alive) {
        throw notPossible();
    }

    @Override
    public List<ExportedFile> export(
            Operation frozen, SnapshotTable table, int slice, ObjectStore into, String prefix, LongConsumer progress) {
        throw notPossible();
    }

    @Override
    public void release(Operation frozen) {}

    @Override
    public int together() {
        return 1;
    }

    @Override
    public Optional<LiveTable> find(TableName table, List<TableDefinition> described) {
        throw notPossible();
    }

    @Override
    public long stage(
            Operation operation,
            String staging,
            TableName target,
            TableDefinition table,
            RowSource rows,
            LongConsumer progress) {
        throw notPossible();
    }

    @Override
    public Content staged(String staging, TableName target, List<Column> columns, Runnable alive) {
        throw notPossible();
    }

    @Override
    public Content live(TableName table, List<Column> columns, Runnable alive) {
        throw notPossible();
    }

    @Override
    public void unstage(String staging) {}

    @Override
    public void hold(String staging, List<String> tables) {
        throw notPossible();
    }

    @Override
    public void release(String staging) {}

    @Override
    public SwapResult swap(
            Operation operation, String staging, List<Swap> tables, List<SnapshotView> views, Runnable alive) {
        throw notPossible();
    }

    @Override
    public SwapResult swapBack(Operation operation, Operation swap, List<SwapBack> tables, Runnable alive) {
        throw notPossible();
    }

    @Override
    public Optional<SwapResult> abandon(Operation operation) {
        return Optional.empty();
    }

    @Override
    public long dropKept(Instant before) {
        return 0;
    }
}
