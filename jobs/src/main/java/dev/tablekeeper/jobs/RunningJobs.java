package dev.tablekeeper.jobs;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.Progress;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What Temporal knows of jobs that have not ended. Where it does not answer, a job is as its record says: queued. */
public final class RunningJobs {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Started, and its first task scheduled: nobody has begun it. */
    private static final long EVENTS_OF_A_QUEUED_RUN = 2;

    private final WorkflowClient client;

    public RunningJobs(WorkflowServers servers) {
        this.client = servers.clients().get(0);
    }

    record State(JobStatus status, Optional<Instant> startedAt, Optional<Progress> progress) {
        static final State QUEUED = new State(JobStatus.QUEUED, Optional.empty(), Optional.empty());
    }

    State describe(AcceptedJob job) {
        DescribeWorkflowExecutionResponse described;
        try {
            described = client.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace(client.getOptions().getNamespace())
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(job.workflowId()))
                            .build());
        } catch (StatusRuntimeException e) {
            return State.QUEUED;
        }
        var info = described.getWorkflowExecutionInfo();
        if (info.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
                && info.getHistoryLength() <= EVENTS_OF_A_QUEUED_RUN) {
            return State.QUEUED;
        }
        Instant started = Instant.ofEpochSecond(
                info.getStartTime().getSeconds(), info.getStartTime().getNanos());
        return new State(JobStatus.RUNNING, Optional.of(started), progress(job, described));
    }

    /** Completes when the job's workflow has closed, or cannot be found, or after that time. */
    CompletableFuture<Void> ended(AcceptedJob job, Duration atMost) {
        return client.newUntypedWorkflowStub(job.workflowId())
                .getResultAsync(
                        atMost.toMillis() + 1, TimeUnit.MILLISECONDS, com.fasterxml.jackson.databind.JsonNode.class)
                .handle((result, failure) -> null);
    }

    void cancel(AcceptedJob job) {
        WorkflowStub stub = client.newUntypedWorkflowStub(job.workflowId());
        stub.cancel();
    }

    /** What the workflow has finished, and what its running activities report on top of it for the same phase. */
    private Optional<Progress> progress(AcceptedJob job, DescribeWorkflowExecutionResponse described) {
        Progress base;
        try {
            base = client.newUntypedWorkflowStub(job.workflowId()).query("progress", Progress.class);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
        if (base == null) {
            return Optional.empty();
        }
        long more = 0;
        for (PendingActivityInfo activity : described.getPendingActivitiesList()) {
            more += heartbeat(activity)
                    .filter(h -> h.phase().equals(base.phase()))
                    .map(Progress::done)
                    .orElse(0L);
        }
        long done = base.total() > 0 ? Math.min(base.total(), base.done() + more) : base.done() + more;
        return Optional.of(new Progress(base.phase(), done, base.total(), base.unit()));
    }

    private static Optional<Progress> heartbeat(PendingActivityInfo activity) {
        for (Payload payload : activity.getHeartbeatDetails().getPayloadsList()) {
            try {
                return Optional.of(Json.MAPPER.readValue(payload.getData().toByteArray(), Progress.class));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
