package dev.tablekeeper.worker.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.worker.WorkerParts;
import java.time.Instant;
import java.util.Optional;

/** How a job wants to end. */
public record JobEnding(JobStatus status, Instant startedAt, Optional<JsonNode> result, Optional<JobError> error) {

    public JobEnding {
        // An absent value is read as a JSON null.
        result = result.filter(node -> !node.isNull());
    }

    public static JobEnding succeeded(Instant startedAt, Object result) {
        return new JobEnding(
                JobStatus.SUCCEEDED, startedAt, Optional.of(Json.MAPPER.valueToTree(result)), Optional.empty());
    }

    /** A failure; or a cancellation, where that is the error's type. */
    public static JobEnding unsuccessful(Instant startedAt, JobError error) {
        boolean cancelled = error.type().equals(FailureType.CANCELLED.urn());
        return new JobEnding(
                cancelled ? JobStatus.CANCELLED : JobStatus.FAILED,
                startedAt,
                Optional.empty(),
                cancelled ? Optional.empty() : Optional.of(error));
    }

    /** Writes the end down, unless the job has ended; returns the end that stands. */
    public EndedJob end(WorkerParts parts, String job) {
        return parts.records()
                .ended(job)
                .orElseGet(() -> parts.records()
                        .end(new EndedJob(job, status, startedAt, parts.clock().instant(), result, error)));
    }
}
