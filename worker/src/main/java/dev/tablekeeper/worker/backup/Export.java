package dev.tablekeeper.worker.backup;

import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.model.row.FingerprintSum;
import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource.RowReader;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.worker.restore.Crc32cText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Writes frozen tables into files of the backup and reads every file back: what is in it must be what the warehouse says
 * it has handed over, row for row. The file's checksum is that of what was read.
 */
final class Export {
    private static final int BATCH_ROWS = 2_048;

    private final Warehouse warehouse;
    private final BackupPlace place;

    Export(Warehouse warehouse, BackupPlace place) {
        this.warehouse = warehouse;
        this.place = place;
    }

    /** @param alive told the rows so far, of writing only; may throw to stop */
    BackupPlan.Files export(Operation frozen, BackupPlan plan, int unit, LongConsumer alive) {
        List<BackupPlan.Written> written = new ArrayList<>();
        long rows = 0;
        for (BackupPlan.Part part : plan.units().get(unit).parts()) {
            SnapshotTable table = plan.snapshot().tables().get(part.table());
            long before = rows;
            List<ExportedFile> files = warehouse
                    .snapshots()
                    .export(
                            frozen,
                            table,
                            part.slice(),
                            place.store(),
                            BackupPlace.folder(plan.backup(), table.name()),
                            done -> alive.accept(before + done));
            for (ExportedFile file : files) {
                rows += file.content().rows();
                long soFar = rows;
                written.add(readBack(plan.backup(), part.table(), table.definition(), file, () -> alive.accept(soFar)));
            }
        }
        return new BackupPlan.Files(written);
    }

    private BackupPlan.Written readBack(
            String backup, int position, TableDefinition table, ExportedFile file, Runnable alive) {
        ObjectStore store = place.store();
        StoredObject object = store.find(file.name())
                .orElseThrow(() -> new Failure(
                        FailureType.SOURCE_MISSING,
                        store.uri(file.name()) + " was written and is gone; start it anew"));
        FingerprintSum sum = new FingerprintSum(table.columns());
        RowBatch batch = new RowBatch(table.columns(), BATCH_ROWS);
        try (RowReader reader = RowAvro.reader(table, store.read(object, 0, Long.MAX_VALUE))) {
            while (reader.read(batch)) {
                sum.add(batch);
                alive.run();
            }
        }
        Content found = new Content(sum.rows(), sum.fingerprint());
        if (!found.equals(file.content())) {
            throw new Failure(
                    FailureType.RECONCILIATION_FAILED,
                    store.uri(file.name()) + " holds " + found + ", and the warehouse has handed over " + file.content()
                            + ". The backup is given up.");
        }
        Manifest.File listed = new Manifest.File(
                BackupPlace.path(backup, file.name()),
                found.rows(),
                object.size(),
                Crc32cText.of(store.crc32c(object)));
        return new BackupPlan.Written(position, listed, found.fingerprint());
    }
}
