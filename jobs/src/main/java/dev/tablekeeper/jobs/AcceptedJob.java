package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The journal's first entry for a job, written before its workflow is started: enough to start it, on any Temporal
 * server, as often as need be.
 *
 * @param input the workflow's whole input
 * @param workflowId the id of the job's workflow: the job's own, except for one that an operator started
 * @param firstRunId the first run of a workflow that an operator started: others may bear its id before and after
 * @param retryOf the failed job whose work this one does anew
 */
public record AcceptedJob(
        String id,
        JobKind kind,
        List<String> tables,
        String startedBy,
        Instant createdAt,
        JsonNode input,
        String workflowId,
        Optional<String> firstRunId,
        Optional<String> retryOf) {
    /** Who starts what nobody asks for: an object that came. */
    public static final String EVENT = "event";

    public AcceptedJob {
        tables = List.copyOf(tables);
        firstRunId = firstRunId == null ? Optional.empty() : firstRunId;
        retryOf = retryOf == null ? Optional.empty() : retryOf;
        if (!JobIds.valid(id)) {
            throw new IllegalArgumentException("not a job id");
        }
    }

    /** A job that has a workflow of its own name. */
    public AcceptedJob(
            String id, JobKind kind, List<String> tables, String startedBy, Instant createdAt, JsonNode input) {
        this(id, kind, tables, startedBy, createdAt, input, id, Optional.empty(), Optional.empty());
    }

    /** The job of a workflow that has another name, since an operator started it. */
    public AcceptedJob(
            String id,
            JobKind kind,
            List<String> tables,
            String startedBy,
            Instant createdAt,
            JsonNode input,
            String workflowId,
            Optional<String> firstRunId) {
        this(id, kind, tables, startedBy, createdAt, input, workflowId, firstRunId, Optional.empty());
    }

    /** Whether a person started the workflow in Temporal, under a name of their own. */
    public boolean adopted() {
        return firstRunId.isPresent();
    }
}
