package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import java.time.Instant;
import java.util.Optional;

/** The journal's last entry for a job. Written once: what stands there first stays. */
public record EndedJob(
        String id,
        JobStatus status,
        Instant startedAt,
        Instant finishedAt,
        Optional<JsonNode> result,
        Optional<JobError> error) {

    public EndedJob {
        // An absent value is read as a JSON null.
        result = result.filter(node -> !node.isNull());
        if (!status.ended()) {
            throw new IllegalArgumentException(status + " is no end");
        }
    }
}
