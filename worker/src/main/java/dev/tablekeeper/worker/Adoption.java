package dev.tablekeeper.worker;

import dev.tablekeeper.jobs.AcceptedJob;
import dev.tablekeeper.jobs.JobIds;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobKind;
import java.util.List;
import java.util.Optional;

/** Makes a job of a workflow that a person started in Temporal. */
public final class Adoption {
    private static final String OPERATOR = "operator";

    private Adoption() {}

    /** Writes the job down, once for each first run of a workflow; returns its id. */
    public static String adopt(
            WorkerParts parts, JobKind kind, String workflowId, String firstRunId, List<String> tables, Object input) {
        return parts.records()
                .accept(new AcceptedJob(
                        JobIds.ofWorkflow(kind, workflowId, firstRunId),
                        kind,
                        tables,
                        OPERATOR,
                        parts.clock().instant(),
                        Json.MAPPER.valueToTree(input),
                        workflowId,
                        Optional.of(firstRunId)))
                .id();
    }
}
