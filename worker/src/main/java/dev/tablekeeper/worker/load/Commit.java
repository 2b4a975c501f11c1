package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.load.LoadActivities.Poured;
import dev.tablekeeper.worker.load.LoadActivities.RangeCounts;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** The one atomic step: all accepted rows of a load into its table, once. */
final class Commit {
    /** The step of the plan under which the counts of a pulled load are kept: the ledger knows only its rows. */
    static final String COUNTS = "counts";

    private final WorkerParts parts;

    Commit(WorkerParts parts) {
        this.parts = parts;
    }

    /**
     * Writes the rows that were staged.
     *
     * @param progress told the rows written so far; may throw to stop
     */
    WriteResult commit(String job, LoadPlan plan, long accepted, LongConsumer progress) {
        List<String> names = IntStream.range(0, plan.ranges().size())
                .mapToObj(range -> Staging.rows(job, range))
                .toList();
        return write(job, plan, new Rows.Staged(names, accepted), progress);
    }

    /**
     * Reads, judges and writes all ranges; the decision falls when all are read, before anything is committed, and by
     * then the rejects and the counts are durable.
     *
     * @param progress told the bytes read so far; may throw to stop
     */
    Poured pour(String job, LoadPlan plan, LongConsumer progress) {
        PouredRows rows = new PouredRows(parts, job, plan);
        Rows pulled = new Rows.Pulled(rows, taken -> {
            RangeCounts counts = parts.plans().once(job, COUNTS, RangeCounts.class, rows::counts);
            if (counts.accepted() != taken) {
                throw new Failure(
                        FailureType.RECONCILIATION_FAILED,
                        counts.accepted() + " records were accepted, and " + taken + " rows came; nothing was written");
            }
            Decision.check(plan.input(), plan.found(), counts);
        });
        WriteResult written = write(job, plan, pulled, taken -> progress.accept(rows.bytes()));
        return new Poured(
                counts(job).orElseThrow(() -> new Failure(FailureType.INTERNAL, "the job " + job + " lost its counts")),
                written);
    }

    /** What became of the records of a pulled load, once all were read. */
    Optional<RangeCounts> counts(String job) {
        return parts.plans().find(job, COUNTS, RangeCounts.class);
    }

    Optional<WriteResult> settle(String job, LoadPlan plan) {
        return parts.warehouse().abandon(operation(job, plan));
    }

    private WriteResult write(String job, LoadPlan plan, Rows rows, LongConsumer progress) {
        TableWrite write = new TableWrite(plan.table(), mode(plan), rows);
        if (plan.input().dryRun()) {
            return parts.warehouse().rehearse(List.of(write), progress);
        }
        return parts.warehouse().write(operation(job, plan), List.of(write), progress);
    }

    private static TableWrite.Mode mode(LoadPlan plan) {
        return switch (plan.input().mode()) {
            case APPEND -> TableWrite.Mode.APPEND;
            case REPLACE -> TableWrite.Mode.REPLACE;
            case MERGE -> TableWrite.Mode.MERGE;
        };
    }

    /** Named by job, step and table; its parameters are the plan, so that it cannot be done for another one. */
    private static Operation operation(String job, LoadPlan plan) {
        return new Operation(job + ".load." + plan.table().name(), Hashes.sha256(Json.write(plan)));
    }
}
