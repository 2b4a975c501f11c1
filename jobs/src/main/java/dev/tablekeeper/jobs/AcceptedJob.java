package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobKind;
import java.time.Instant;
import java.util.List;

/**
 * The journal's first entry for a job, written before its workflow is started: enough to start it, on any Temporal
 * server, as often as need be.
 *
 * @param input the workflow's whole input
 * @param workflowId the id of the job's workflow: the job's own, except for one that an operator started
 */
public record AcceptedJob(
        String id,
        JobKind kind,
        List<String> tables,
        String startedBy,
        Instant createdAt,
        JsonNode input,
        String workflowId) {

    public AcceptedJob {
        tables = List.copyOf(tables);
        if (!JobIds.valid(id)) {
            throw new IllegalArgumentException("not a job id");
        }
    }
}
