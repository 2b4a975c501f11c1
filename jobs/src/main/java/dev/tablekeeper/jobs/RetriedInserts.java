package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.InsertRows;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.ObjectStore;
import java.util.List;

/** Writes the rows that a failed insert has staged; its rejects stay its own. */
public final class RetriedInserts implements Retries.Redo {
    private final ObjectStore objects;
    private final JobRecords records;

    public RetriedInserts(ObjectStore objects, JobRecords records) {
        this.objects = objects;
        this.records = records;
    }

    @Override
    public JsonNode input(AcceptedJob failed, JobStatus end) {
        boolean refused = records.ended(failed.id())
                .flatMap(EndedJob::error)
                .map(error -> error.type().equals(FailureType.INVALID_ROWS.urn()))
                .orElse(false);
        if (refused) {
            throw Retries.notPossible(
                    failed, "was refused for the rows that its rejects name. Mend them, and insert all again.");
        }
        InsertRows.Input input = Json.MAPPER.convertValue(failed.input(), InsertRows.Input.class);
        List<InsertRows.Batch> staged = input.staged().stream()
                .map(batch -> new InsertRows.Batch(batch.table(), batch.object(), batch.rows(), 0L))
                .toList();
        boolean there = staged.stream()
                .allMatch(batch -> objects.find(batch.object().orElseThrow()).isPresent());
        if (staged.isEmpty() || !there) {
            throw Retries.notPossible(failed, "has no staged rows any more. Insert them as a new job.");
        }
        return Json.MAPPER.valueToTree(new InsertRows.Input(staged, input.mode()));
    }
}
