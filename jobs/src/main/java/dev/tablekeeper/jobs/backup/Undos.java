package dev.tablekeeper.jobs.backup;

import dev.tablekeeper.jobs.AcceptedJob;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.Plans;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.Warehouse;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Whether a restore can be undone, now. */
public final class Undos {
    private final JobRecords records;
    private final Plans plans;
    private final Warehouse warehouse;
    private final Clock clock;

    public Undos(JobRecords records, Plans plans, Warehouse warehouse, Clock clock) {
        this.records = records;
        this.plans = plans;
        this.warehouse = warehouse;
        this.clock = clock;
    }

    /**
     * What there is to undo.
     *
     * @throws Failure NOT_POSSIBLE where the job is no restore that has swapped tables, or too old
     */
    public UndoBasis require(String restore) {
        AcceptedJob job = records.accepted(restore)
                .filter(accepted -> accepted.kind() == JobKind.RESTORE)
                .orElseThrow(() -> notPossible("The job " + restore + " is no restore; only a restore can be undone."));
        EndedJob end = records.ended(restore)
                .orElseThrow(() -> notPossible(
                        "The restore " + restore + " has not ended. Cancel it, or wait for its end, then undo it."));
        if (end.status() != JobStatus.SUCCEEDED) {
            throw notPossible("The restore " + restore + " has not succeeded, so no table was touched.");
        }
        UndoBasis basis = plans.find(job.id(), UndoBasis.STEP, UndoBasis.class)
                .orElseThrow(() -> notPossible("The restore " + restore + " was a dry run; no table was touched."));
        Instant now = clock.instant();
        if (now.isAfter(basis.until())) {
            throw notPossible("The restore " + restore + " could be undone until " + basis.until()
                    + "; the tables from before it are gone. Restore another backup.");
        }
        return basis;
    }

    /**
     * Looks whether the tables are as the restore has left them; whoever undoes it looks again while nobody can write.
     *
     * @throws Failure CHANGED_SINCE, naming one that is not
     */
    public void requireUnchanged(String restore, UndoBasis basis) {
        for (UndoBasis.Part part : basis.parts()) {
            for (UndoBasis.Table table : part.tables()) {
                if (!Optional.of(table.content()).equals(now(table))) {
                    throw new Failure(
                            FailureType.CHANGED_SINCE,
                            "The table " + table.table() + " changed since the restore " + restore
                                    + ". To undo it all the same, and lose that, say {\"discardNewer\": true}.");
                }
            }
        }
    }

    private Optional<Content> now(UndoBasis.Table table) {
        try {
            return Optional.of(warehouse.swaps().live(table.table(), table.columns(), () -> {}));
        } catch (StoreFailure e) {
            if (e.type() == FailureType.UNKNOWN_TABLE || e.type() == FailureType.TABLE_CHANGED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Failure notPossible(String why) {
        return new Failure(FailureType.NOT_POSSIBLE, why);
    }
}
