package dev.tablekeeper.worker.backup;

import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.model.row.Fingerprint;
import dev.tablekeeper.model.row.FingerprintSum;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.worker.WorkerParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the exported files a backup. Whether it becomes one is written into the job's plan first, and only once: so a
 * sealing that was cut off is completed, and one that is late finds that the backup was given up.
 */
final class Seal {
    private final WorkerParts parts;

    Seal(WorkerParts parts) {
        this.parts = parts;
    }

    BackupTables.Result seal(String job, BackupPlan plan) {
        List<Manifest.Table> tables = tables(job, plan);
        if (!outcome(job, true).sealed()) {
            throw new Failure(FailureType.OPERATION_ABANDONED, "the backup " + plan.backup() + " was given up");
        }
        return write(job, plan, tables);
    }

    Optional<BackupTables.Result> settle(String job) {
        if (!outcome(job, false).sealed()) {
            return Optional.empty();
        }
        BackupPlan plan =
                parts.plans().find(job, BackupPlan.STEP, BackupPlan.class).orElseThrow();
        return Optional.of(write(job, plan, tables(job, plan)));
    }

    private BackupPlan.Outcome outcome(String job, boolean sealed) {
        return parts.plans()
                .once(
                        job,
                        BackupPlan.Outcome.STEP,
                        BackupPlan.Outcome.class,
                        () -> new BackupPlan.Outcome(sealed, parts.clock().instant(), Manifest.Product.CURRENT));
    }

    private BackupTables.Result write(String job, BackupPlan plan, List<Manifest.Table> tables) {
        BackupPlan.Outcome outcome = outcome(job, true);
        parts.backups()
                .place()
                .seal(new Manifest(
                        Manifest.FORMAT_VERSION,
                        plan.backup(),
                        plan.snapshot().instant(),
                        outcome.at(),
                        plan.input().label(),
                        outcome.product(),
                        job,
                        tables,
                        plan.snapshot().views().stream()
                                .map(view -> new Manifest.View(view.name(), view.sql()))
                                .toList()));
        return new BackupTables.Result(
                plan.backup(),
                plan.snapshot().instant(),
                tables.stream()
                        .map(table -> new BackupTables.TableResult(
                                table.table(), table.rows(), table.files().size(), table.bytes()))
                        .toList(),
                List.of());
    }

    private List<Manifest.Table> tables(String job, BackupPlan plan) {
        List<List<BackupPlan.Written>> byTable = new ArrayList<>();
        plan.snapshot().tables().forEach(table -> byTable.add(new ArrayList<>()));
        for (int unit = 0; unit < plan.units().size(); unit++) {
            String step = BackupPlan.step(unit);
            parts.plans()
                    .find(job, step, BackupPlan.Files.class)
                    .orElseThrow(() -> new Failure(FailureType.INTERNAL, "the job " + job + " has lost " + step))
                    .files()
                    .forEach(written -> byTable.get(written.table()).add(written));
        }
        List<Manifest.Table> tables = new ArrayList<>();
        for (int i = 0; i < byTable.size(); i++) {
            tables.add(table(plan.snapshot().tables().get(i), byTable.get(i)));
        }
        return tables;
    }

    private static Manifest.Table table(SnapshotTable table, List<BackupPlan.Written> written) {
        long rows = written.stream().mapToLong(w -> w.file().rows()).sum();
        if (rows != table.rows()) {
            throw new Failure(
                    FailureType.RECONCILIATION_FAILED,
                    table.name() + " had " + table.rows() + " rows when it was frozen, and " + rows
                            + " were exported. The backup is given up.");
        }
        List<Fingerprint> fingerprints =
                written.stream().map(BackupPlan.Written::fingerprint).toList();
        return new Manifest.Table(
                table.name(),
                table.definition(),
                rows,
                FingerprintSum.sum(fingerprints),
                written.stream().map(BackupPlan.Written::file).toList(),
                table.warehouseDefinition());
    }
}
