package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.Snapshots;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * In the place of backups, which this version does not make of BigQuery's tables: each fails with {@code NOT_POSSIBLE}
 * before it has begun, so there is never anything to let go of.
 */
final class NoBackups implements Snapshots {

    private static StoreFailure notPossible() {
        return new StoreFailure(
                FailureType.NOT_POSSIBLE,
                "This version does not back up tables of BigQuery. BigQuery itself keeps what was in them for"
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
}
