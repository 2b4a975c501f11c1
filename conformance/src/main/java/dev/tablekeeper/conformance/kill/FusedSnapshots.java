package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.contract.DelegatingSnapshots;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.Snapshots;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Snapshots that go through a {@link Fuse}. */
final class FusedSnapshots extends DelegatingSnapshots {
    private final Fuse fuse;

    FusedSnapshots(Snapshots snapshots, Fuse fuse) {
        super(snapshots);
        this.fuse = fuse;
    }

    @Override
    public Snapshot freeze(
            Operation operation, Optional<List<String>> tables, List<TableDefinition> described, Runnable alive) {
        return fuse.onWork("snapshots.freeze", operation.id(), () -> super.freeze(operation, tables, described, alive));
    }

    @Override
    public List<ExportedFile> export(
            Operation frozen, SnapshotTable table, int slice, ObjectStore into, String prefix, LongConsumer progress) {
        return fuse.onWork(
                "snapshots.export", frozen.id(), () -> super.export(frozen, table, slice, into, prefix, progress));
    }

    @Override
    public void release(Operation frozen) {
        fuse.onWork("snapshots.release", frozen.id(), () -> {
            super.release(frozen);
            return frozen;
        });
    }
}
