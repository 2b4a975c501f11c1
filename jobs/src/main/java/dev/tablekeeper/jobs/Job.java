package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as it is now: its records, and while it runs, what Temporal knows of it.
 *
 * @param workflowId the id of its workflow in Temporal
 * @param retryOf the failed job whose work it does anew
 */
public record Job(
        String id,
        JobKind kind,
        JobStatus status,
        List<String> tables,
        String startedBy,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        JsonNode input,
        Optional<Progress> progress,
        Optional<JsonNode> result,
        Optional<JobError> error,
        String workflowId,
        Optional<String> retryOf) {

    static Job ended(AcceptedJob accepted, EndedJob ended) {
        return new Job(
                accepted.id(),
                accepted.kind(),
                ended.status(),
                accepted.tables(),
                accepted.startedBy(),
                accepted.createdAt(),
                Optional.of(ended.startedAt()),
                Optional.of(ended.finishedAt()),
                accepted.input(),
                Optional.empty(),
                ended.result(),
                ended.error(),
                accepted.workflowId(),
                accepted.retryOf());
    }

    /** @param soFar what is known of its result already */
    static Job open(
            AcceptedJob accepted,
            JobStatus status,
            Optional<Instant> startedAt,
            Optional<Progress> progress,
            Optional<JsonNode> soFar) {
        return new Job(
                accepted.id(),
                accepted.kind(),
                status,
                accepted.tables(),
                accepted.startedBy(),
                accepted.createdAt(),
                startedAt,
                Optional.empty(),
                accepted.input(),
                progress,
                soFar,
                Optional.empty(),
                accepted.workflowId(),
                accepted.retryOf());
    }
}
