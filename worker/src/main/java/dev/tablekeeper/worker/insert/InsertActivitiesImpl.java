package dev.tablekeeper.worker.insert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.jobs.InsertStaging;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.InsertRows;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.worker.Adoption;
import dev.tablekeeper.worker.Steps;
import dev.tablekeeper.worker.WorkerParts;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Puts the steps of an insert together with the warehouse, the job's records and Temporal's heartbeats. */
public final class InsertActivitiesImpl implements InsertActivities {
    private final WorkerParts parts;
    private final InsertStaging staging;

    public InsertActivitiesImpl(WorkerParts parts) {
        this.parts = parts;
        this.staging = new InsertStaging(parts.objects());
    }

    @Override
    public String adopt(String workflowId, String firstRunId, InsertRows.Input input) {
        List<String> tables =
                input.tables().stream().map(InsertRows.Batch::table).toList();
        return Adoption.adopt(parts, JobKind.INSERT, workflowId, firstRunId, tables, input);
    }

    @Override
    public WriteResult append(String job, InsertRows.Input input) {
        Steps.leaveWhereWritesTakeLong(parts.warehouse());
        List<TableWrite> writes =
                input.staged().stream().map(batch -> write(batch, input.mode())).toList();
        LongConsumer alive = Steps.patience("writing", "rows");
        return parts.warehouse().write(operation(job, input), writes, alive);
    }

    private TableWrite write(InsertRows.Batch batch, InsertRows.Mode mode) {
        TableDefinition table = parts.tables()
                .find(batch.table())
                .orElseThrow(() -> new Failure(
                        FailureType.UNKNOWN_TABLE,
                        "There is no table '" + batch.table() + "' any more. Describe it again, then retry the job."));
        return new TableWrite(
                table,
                switch (mode) {
                    case APPEND -> TableWrite.Mode.APPEND;
                    case MERGE -> TableWrite.Mode.MERGE;
                },
                new Rows.Staged(List.of(batch.object().orElseThrow()), batch.rows()));
    }

    @Override
    public Optional<WriteResult> settle(String job, InsertRows.Input input) {
        return Steps.untilItCan(() -> parts.warehouse().abandon(operation(job, input)));
    }

    /** In an order that can be cut anywhere and begun again: what a repetition needs is there until the record stands. */
    @Override
    public EndedJob finish(String job, InsertRows.Input input, Ending ending) {
        return Steps.untilItCan(() -> {
            staging.publishRejects(job, input);
            EndedJob ended = parts.records().ended(job).orElseGet(() -> {
                ObjectNode counts = Json.MAPPER.valueToTree(ending.result());
                return parts.records()
                        .end(new EndedJob(
                                job,
                                ending.status(),
                                ending.startedAt(),
                                parts.clock().instant(),
                                Optional.of(staging.withRejected(job, input, counts)),
                                ending.error()));
            });
            if (ended.status() != JobStatus.FAILED) {
                staging.clear(job, input);
            }
            parts.records().close(job);
            return ended;
        });
    }

    /** Named by the job; its parameters are the whole input, so that it cannot be done for another one. */
    private static Operation operation(String job, InsertRows.Input input) {
        return new Operation(job + ".insert", Hashes.sha256(Json.write(input)));
    }
}
