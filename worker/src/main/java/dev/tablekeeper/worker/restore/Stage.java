package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.Plans;
import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.swap.Swaps;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.restore.RestorePlan.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Stages tables from a backup and compares each with it, row for row, by their fingerprints. */
final class Stage {
    private final Plans plans;
    private final BackupPlace place;
    private final Swaps swaps;

    Stage(WorkerParts parts) {
        this.plans = parts.plans();
        this.place = parts.backups().place();
        this.swaps = parts.warehouse().swaps();
    }

    /**
     * Stages a unit, unless that was done.
     *
     * @param alive told the rows so far; may throw to stop
     * @return how many rows it has
     */
    long once(String job, RestorePlan plan, int unit, LongConsumer alive) {
        plans.once(job, RestorePlan.step(unit), RestorePlan.Staged.class, () -> stage(job, plan, unit, alive));
        return plan.units().get(unit).stream()
                .mapToLong(position -> plan.targets().get(position).rows())
                .sum();
    }

    private RestorePlan.Staged stage(String job, RestorePlan plan, int unit, LongConsumer alive) {
        Manifest manifest = place.require(plan.backup());
        List<Content> contents = new ArrayList<>();
        long rows = 0;
        for (int position : plan.units().get(unit)) {
            Target target = plan.targets().get(position);
            Manifest.Table table = manifest.table(target.backedUp()).orElseThrow();
            long before = rows;
            contents.add(stage(job, plan.backup(), position, target, table, done -> alive.accept(before + done)));
            rows += table.rows();
        }
        return new RestorePlan.Staged(contents);
    }

    private Content stage(
            String job, String backup, int position, Target target, Manifest.Table table, LongConsumer alive) {
        Runnable still = () -> alive.accept(0);
        BackupRows rows = BackupRows.check(place, backup, table, target.definition(), still);
        Operation operation = new Operation(job + ".stage." + position, backup + "/" + table.table());
        swaps.stage(operation, job, target.into(), target.definition(), table.warehouseDefinition(), rows, alive);
        List<Column> then = table.definition().columns();
        Content staged = swaps.staged(job, target.into(), then, () -> alive.accept(table.rows()));
        if (!staged.equals(table.content())) {
            throw new Failure(
                    FailureType.BACKUP_DAMAGED,
                    "The table " + table.table() + " was restored from the backup " + backup
                            + " to a place of its own, and"
                            + " is not what was backed up: " + staged + " instead of " + table.content()
                            + ". No table was touched.");
        }
        List<Column> now = target.definition().columns();
        boolean more = now.size() != then.size();
        return more ? swaps.staged(job, target.into(), now, () -> alive.accept(table.rows())) : staged;
    }
}
