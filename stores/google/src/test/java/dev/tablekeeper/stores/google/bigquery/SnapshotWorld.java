package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.contract.AvroFiles;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.Snapshots;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A {@link WriteWorld} whose tables' past is kept, and what tests of snapshots do to it. */
final class SnapshotWorld implements AutoCloseable {
    static final List<TableDefinition> DESCRIBED = List.of(WriteWorld.PEOPLE, WriteWorld.VISITS);

    final WarehouseWorld google;
    final WriteWorld writes;

    SnapshotWorld() {
        this(Clock.systemUTC());
    }

    /** @param clock of BigQuery's */
    SnapshotWorld(Clock clock) {
        google = new WarehouseWorld(clock);
        google.liar.keepHistory();
        writes = new WriteWorld(google);
    }

    Snapshots snapshots() {
        return writes.warehouse.snapshots();
    }

    static Operation operation(String id) {
        return WriteWorld.operation(id);
    }

    Snapshot freeze(String id) {
        return snapshots().freeze(operation(id), Optional.empty(), DESCRIBED, () -> {});
    }

    static SnapshotTable table(Snapshot snapshot, String name) {
        return snapshot.tables().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Below a folder of the operation's own. */
    List<ExportedFile> export(String id, SnapshotTable table) {
        return snapshots()
                .export(
                        operation(id),
                        table,
                        0,
                        google.objects,
                        "backups/" + id + "/" + table.name() + "/",
                        rows -> {});
    }

    /** What is in the files of an export. */
    Content content(SnapshotTable table, List<ExportedFile> files) {
        return new AvroFiles(
                        google.objects,
                        table.definition(),
                        files.stream().map(ExportedFile::name).toList())
                .content(table.definition().columns());
    }

    /** The names of all tables beside the dataset that hold frozen rows. */
    List<String> frozen() {
        return google.client.tables(WarehouseWorld.DATASET.scratchId()).stream()
                .map(DatasetTable::name)
                .filter(name -> name.contains("_frozen_"))
                .toList();
    }

    @Override
    public void close() {
        writes.close();
    }
}
