package dev.tablekeeper.worker.backup;

import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.model.row.Fingerprint;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a backup chose to do, once.
 *
 * @param backup its id
 * @param units what one export step does
 */
record BackupPlan(BackupTables.Input input, String backup, Snapshot snapshot, List<Unit> units) {
    /** The step of the plan under which it is kept. */
    static final String STEP = "backup";

    /** Small tables share a step up to this, so that a thousand of them make a short history. */
    private static final long UNIT_ROWS = 1_000_000;

    private static final int UNIT_PARTS = 50;

    BackupPlan {
        units = List.copyOf(units);
    }

    /** The step of the plan under which one unit's files are kept. */
    static String step(int unit) {
        return "export-" + unit;
    }

    record Unit(List<Part> parts) {
        Unit {
            parts = List.copyOf(parts);
        }
    }

    /** A slice of a table, by its position in the snapshot. */
    record Part(int table, int slice) {}

    /** What was written for one unit, and read back. */
    record Files(List<Written> files) {
        Files {
            files = List.copyOf(files);
        }

        long rows() {
            return files.stream().mapToLong(written -> written.file().rows()).sum();
        }

        long bytes() {
            return files.stream().mapToLong(written -> written.file().bytes()).sum();
        }
    }

    /** @param table its position in the snapshot */
    record Written(int table, Manifest.File file, Fingerprint fingerprint) {}

    /**
     * Whether the backup came to be: decided once, so that nothing seals it after its job has failed.
     *
     * @param sealed false where it was given up
     * @param product what its manifest names, also where another version completes it
     */
    record Outcome(boolean sealed, Instant at, Manifest.Product product) {
        static final String STEP = "outcome";
    }

    /** The backups to delete, chosen once. */
    record Pruning(List<String> backups) {
        static final String STEP = "prune";

        Pruning {
            backups = List.copyOf(backups);
        }
    }

    static List<Unit> units(Snapshot snapshot) {
        List<Unit> units = new ArrayList<>();
        List<Part> small = new ArrayList<>();
        long rows = 0;
        for (int i = 0; i < snapshot.tables().size(); i++) {
            SnapshotTable table = snapshot.tables().get(i);
            if (table.slices() > 1) {
                for (int slice = 0; slice < table.slices(); slice++) {
                    units.add(new Unit(List.of(new Part(i, slice))));
                }
                continue;
            }
            if (!small.isEmpty() && (rows + table.rows() > UNIT_ROWS || small.size() == UNIT_PARTS)) {
                units.add(new Unit(small));
                small = new ArrayList<>();
                rows = 0;
            }
            small.add(new Part(i, 0));
            rows += table.rows();
        }
        if (!small.isEmpty()) {
            units.add(new Unit(small));
        }
        return units;
    }
}
