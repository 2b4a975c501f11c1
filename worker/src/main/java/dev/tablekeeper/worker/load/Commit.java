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
import dev.tablekeeper.worker.load.LoadActivities.Settled;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** The one atomic step: all accepted rows of a load into its table, once. */
final class Commit {
    /** The step of the plan under which the counts are kept: the ledger knows only the rows. */
    private static final String COUNTS = "counts";

    private final WorkerParts parts;

    Commit(WorkerParts parts) {
        this.parts = parts;
    }

    /**
     * Writes the rows that were staged.
     *
     * @param progress told the rows written so far; may throw to stop
     */
    WriteResult commit(String job, LoadPlan plan, LongConsumer progress) {
        long accepted = requireCounts(job).accepted();
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
            RangeCounts counts = count(job, rows.counts());
            if (counts.accepted() != taken) {
                throw new Failure(
                        FailureType.RECONCILIATION_FAILED,
                        counts.accepted() + " records were accepted, and " + taken + " rows came; nothing was written");
            }
            Decision.check(plan.input(), plan.found(), counts);
        });
        WriteResult written = write(job, plan, pulled, taken -> progress.accept(rows.bytes()));
        return new Poured(requireCounts(job), written);
    }

    /** Writes down what became of the records, once all were read. */
    RangeCounts count(String job, RangeCounts counts) {
        return parts.plans().once(job, COUNTS, RangeCounts.class, () -> counts);
    }

    private Optional<RangeCounts> counts(String job) {
        return parts.plans().find(job, COUNTS, RangeCounts.class);
    }

    private RangeCounts requireCounts(String job) {
        return counts(job).orElseThrow(() -> new Failure(FailureType.INTERNAL, "the job " + job + " lost its counts"));
    }

    Settled settle(String job, LoadPlan plan) {
        Optional<WriteResult> written =
                plan.input().dryRun() ? Optional.empty() : parts.warehouse().abandon(operation(job, plan));
        return new Settled(counts(job), written, plan.filesSkipped());
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
