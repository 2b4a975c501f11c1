package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.api.TemporalUi;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A job in the API's JSON; what does not apply is left out. */
record JobView(
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
        Optional<String> retryOf,
        Optional<Boolean> existing,
        Links links) {

    record Links(
            String self,
            Optional<String> cancel,
            Optional<String> approve,
            Optional<String> retry,
            Optional<String> undo,
            Optional<String> rejects,
            Optional<String> temporal) {}

    /** @param retry whether the job can be retried now */
    static JobView of(Job job, boolean retry, Instant now, Optional<TemporalUi> ui) {
        String self = path(job.id());
        boolean rejects =
                job.result().map(r -> r.path("rowsRejected").asLong() > 0).orElse(false);
        return new JobView(
                job.id(),
                job.kind(),
                job.status(),
                job.tables(),
                job.startedBy(),
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                job.input(),
                job.progress(),
                job.result(),
                job.error(),
                job.retryOf(),
                Optional.empty(),
                new Links(
                        self,
                        Optional.of(self + "/cancel").filter(l -> !job.status().ended()),
                        Optional.of(self + "/approve").filter(l -> job.status() == JobStatus.WAITING_APPROVAL),
                        Optional.of(self + "/retry").filter(l -> retry),
                        Optional.of(self + "/undo").filter(l -> undoable(job, now)),
                        Optional.of(self + "/rejects").filter(l -> rejects),
                        ui.map(u -> u.workflow(job.workflowId()))));
    }

    /** Whether it is a restore that has touched tables, and has kept what was in them. */
    private static boolean undoable(Job job, Instant now) {
        if (job.kind() != JobKind.RESTORE || job.status() != JobStatus.SUCCEEDED) {
            return false;
        }
        return job.result()
                .map(result -> result.path("undoUntil"))
                .filter(JsonNode::isTextual)
                .map(until -> Instant.parse(until.asText()).isAfter(now))
                .orElse(false);
    }

    /** Says that another request had started it. */
    JobView asExisting() {
        return new JobView(
                id,
                kind,
                status,
                tables,
                startedBy,
                createdAt,
                startedAt,
                finishedAt,
                input,
                progress,
                result,
                error,
                retryOf,
                Optional.of(true),
                links);
    }

    static String path(String id) {
        return "/v1/jobs/" + id;
    }
}
