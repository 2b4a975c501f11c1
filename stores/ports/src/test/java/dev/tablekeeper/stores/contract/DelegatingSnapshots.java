package dev.tablekeeper.stores.contract;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.Snapshots;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Snapshots that do what others do, for tests that let one thing go wrong. */
public class DelegatingSnapshots implements Snapshots {
    private final Snapshots snapshots;

    public DelegatingSnapshots(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public Snapshot freeze(
            Operation operation, Optional<List<String>> tables, List<TableDefinition> described, Runnable alive) {
        return snapshots.freeze(operation, tables, described, alive);
    }

    @Override
    public List<ExportedFile> export(
            Operation frozen, SnapshotTable table, int slice, ObjectStore into, String prefix, LongConsumer progress) {
        return snapshots.export(frozen, table, slice, into, prefix, progress);
    }

    @Override
    public void release(Operation frozen) {
        snapshots.release(frozen);
    }
}
