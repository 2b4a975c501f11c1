package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import java.util.List;
import java.util.Set;

/**
 * The rows of one table in a backup, a split for each file. All files are held against the manifest, by size and
 * checksum, before a row of them is read; each is read in the generation that was checked, and must have as many rows as
 * the manifest says.
 */
final class BackupRows implements RowSource {
    private static final Set<FailureType> DAMAGE = Set.of(
            FailureType.DAMAGED, FailureType.TABLE_CHANGED, FailureType.SOURCE_MISSING, FailureType.SOURCE_CHANGED);

    private final ObjectStore store;
    private final TableDefinition table;
    private final List<Manifest.File> files;
    private final List<StoredObject> objects;

    private BackupRows(
            ObjectStore store, TableDefinition table, List<Manifest.File> files, List<StoredObject> objects) {
        this.store = store;
        this.table = table;
        this.files = files;
        this.objects = objects;
    }

    /**
     * Checks the files.
     *
     * @param target the columns that the rows are to have: the backup's, and others that may be empty
     * @param alive told after each file
     * @throws Failure BACKUP_DAMAGED, naming a file
     */
    static BackupRows check(
            BackupPlace place, String backup, Manifest.Table table, TableDefinition target, Runnable alive) {
        List<StoredObject> objects = table.files().stream()
                .map(file -> {
                    StoredObject object = check(place.store(), BackupPlace.file(backup, file.path()), file);
                    alive.run();
                    return object;
                })
                .toList();
        return new BackupRows(place.store(), target, table.files(), objects);
    }

    private static StoredObject check(ObjectStore store, String name, Manifest.File file) {
        StoredObject object = store.find(name).orElseThrow(() -> damaged(store, name, "is missing"));
        if (object.size() != file.bytes()) {
            throw damaged(store, name, "has " + object.size() + " bytes instead of " + file.bytes());
        }
        String found = Crc32cText.of(store.crc32c(object));
        if (!found.equals(file.crc32c())) {
            throw damaged(store, name, "has the checksum " + found + " instead of " + file.crc32c());
        }
        return object;
    }

    private static Failure damaged(ObjectStore store, String name, String how) {
        return new Failure(
                FailureType.BACKUP_DAMAGED,
                "The file " + store.uri(name) + " " + how
                        + ". No table was touched. Restore from another backup, or leave" + " this table out.");
    }

    @Override
    public int splits() {
        return objects.size();
    }

    @Override
    public RowReader open(int split) {
        StoredObject object = objects.get(split);
        try {
            return new File(RowAvro.reader(table, store.read(object, 0, Long.MAX_VALUE)), split);
        } catch (Failure e) {
            throw translated(e, split);
        }
    }

    private RuntimeException translated(Failure e, int split) {
        return DAMAGE.contains(e.type())
                ? damaged(store, objects.get(split).name(), "cannot be read (" + e.getMessage() + ")")
                : e;
    }

    private final class File implements RowReader {
        private final RowReader reader;
        private final int split;
        private long rows;

        File(RowReader reader, int split) {
            this.reader = reader;
            this.split = split;
        }

        @Override
        public boolean read(RowBatch batch) {
            boolean more;
            try {
                more = reader.read(batch);
            } catch (Failure e) {
                throw translated(e, split);
            }
            rows += batch.size();
            if (!more && rows != files.get(split).rows()) {
                throw damaged(
                        store,
                        objects.get(split).name(),
                        "has " + rows + " rows instead of " + files.get(split).rows());
            }
            return more;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
