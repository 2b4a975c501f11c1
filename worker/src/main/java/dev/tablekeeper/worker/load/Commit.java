package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.worker.WorkerParts;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** The one atomic step: all accepted rows of a load into its table, once. */
final class Commit {
    private final WorkerParts parts;

    Commit(WorkerParts parts) {
        this.parts = parts;
    }

    /** @param progress told the number of rows written so far; may throw to stop */
    WriteResult commit(String job, LoadPlan plan, long accepted, LongConsumer progress) {
        TableWrite write = new TableWrite(plan.table(), mode(plan), rows(job, plan, accepted));
        return parts.warehouse().write(operation(job, plan), List.of(write), progress);
    }

    Optional<WriteResult> settle(String job, LoadPlan plan) {
        return parts.warehouse().abandon(operation(job, plan));
    }

    private Rows rows(String job, LoadPlan plan, long accepted) {
        if (parts.warehouse().intake() == Warehouse.Intake.PULLED) {
            return new Rows.Pulled(new PlannedRows(parts, plan), accepted);
        }
        List<String> names = IntStream.range(0, plan.ranges().size())
                .mapToObj(range -> Staging.rows(job, range))
                .toList();
        return new Rows.Staged(names, accepted);
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
