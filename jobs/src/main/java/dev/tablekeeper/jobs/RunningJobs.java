package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.Progress;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What Temporal knows of jobs that have not ended. */
public final class RunningJobs {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** How long nobody is asked for progress after no worker has told it. */
    private static final Duration NO_WORKER = Duration.ofSeconds(5);

    /** Started, and its first task scheduled: nobody has begun it. */
    private static final long EVENTS_OF_A_QUEUED_RUN = 2;

    private final WorkflowServers servers;
    private final Reachability reachability = new Reachability();
    private volatile long noWorkerAt = System.nanoTime() - NO_WORKER.toNanos();

    public RunningJobs(WorkflowServers servers) {
        this.servers = servers;
    }

    record State(JobStatus status, Optional<Instant> startedAt, Optional<Progress> progress) {
        static final State QUEUED = new State(JobStatus.QUEUED, Optional.empty(), Optional.empty());
    }

    /**
     * A workflow, and where it is.
     *
     * @param firstRunId set where others may bear its id
     */
    private record Found(
            WorkflowClient client,
            WorkflowExecution execution,
            Optional<String> firstRunId,
            DescribeWorkflowExecutionResponse is) {

        /** Of whichever run there is, since a reset makes a new one. */
        WorkflowStub stub() {
            WorkflowTargetOptions.Builder target =
                    WorkflowTargetOptions.newBuilder().setWorkflowId(execution.getWorkflowId());
            firstRunId.ifPresent(target::setFirstExecutionRunId);
            return client.newUntypedWorkflowStub(target.build());
        }

        WorkflowExecutionStatus status() {
            return is.getWorkflowExecutionInfo().getStatus();
        }

        boolean running() {
            return status() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
                    || status() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_PAUSED;
        }
    }

    Reachability reachability() {
        return reachability;
    }

    /** Where Temporal does not answer, a job is as its record says: queued. */
    State describe(AcceptedJob job) {
        Optional<Found> found;
        try {
            found = find(servers.clients(), job);
        } catch (StatusRuntimeException e) {
            return State.QUEUED;
        }
        if (found.isEmpty()) {
            return State.QUEUED;
        }
        var info = found.get().is().getWorkflowExecutionInfo();
        if (found.get().running() && info.getHistoryLength() <= EVENTS_OF_A_QUEUED_RUN) {
            return State.QUEUED;
        }
        Instant started = Instant.ofEpochSecond(
                info.getStartTime().getSeconds(), info.getStartTime().getNanos());
        return new State(JobStatus.RUNNING, Optional.of(started), progress(found.get()));
    }

    /** How a job's workflow stands. */
    enum Standing {
        /** Temporal has none, or has forgotten it. */
        ABSENT,
        OPEN,
        /** It has completed, so the job has ended. */
        COMPLETED,
        /** It has closed in another way: it may not have ended the job. */
        CLOSED
    }

    /** @throws StatusRuntimeException where Temporal does not answer */
    Standing standing(AcceptedJob job) {
        return find(servers.clients(), job)
                .map(found -> found.running()
                        ? Standing.OPEN
                        : found.status() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED
                                ? Standing.COMPLETED
                                : Standing.CLOSED)
                .orElse(Standing.ABSENT);
    }

    /** Why a workflow that has closed did so, as the job's error. */
    JobError whyClosed(AcceptedJob job) {
        return find(servers.clients(), job)
                .map(found -> ClosedWorkflow.error(found.client(), found.execution()))
                .orElseGet(() -> JobError.of(FailureType.TERMINATED, "The job's workflow is gone."));
    }

    /** Whether one of these servers has the job's workflow, running or closed. */
    boolean knownTo(List<WorkflowClient> clients, AcceptedJob job) {
        return find(clients, job).isPresent();
    }

    /** Completes when the job's workflow has closed, or cannot be found, or after that time. */
    CompletableFuture<Void> ended(AcceptedJob job, Duration atMost) {
        Optional<WorkflowStub> stub;
        List<WorkflowClient> clients = servers.clients();
        try {
            stub = clients.size() == 1 && !job.adopted()
                    ? Optional.of(clients.get(0).newUntypedWorkflowStub(job.id()))
                    : find(clients, job).map(Found::stub);
        } catch (StatusRuntimeException e) {
            stub = Optional.empty();
        }
        return stub.map(s -> s.getResultAsync(atMost.toMillis() + 1, TimeUnit.MILLISECONDS, JsonNode.class)
                        .<Void>handle((result, failure) -> null))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Tells the job's workflow to stop; false where there is none that could be told. */
    boolean cancel(AcceptedJob job) {
        Optional<Found> found = find(servers.clients(), job).filter(Found::running);
        found.ifPresent(f -> Deadline.within(PATIENCE, () -> {
            f.stub().cancel();
            return f;
        }));
        return found.isPresent();
    }

    /** Tells the job's workflow that it may go on; false where there is none that could be told. */
    boolean approve(AcceptedJob job, String by) {
        Optional<Found> found = find(servers.clients(), job).filter(Found::running);
        found.ifPresent(f -> Deadline.within(PATIENCE, () -> f.stub().update("approve", String.class, by)));
        return found.isPresent();
    }

    /** Ends the job's workflow from outside, where there is one that runs. */
    void terminate(AcceptedJob job, String why) {
        find(servers.clients(), job)
                .filter(Found::running)
                .ifPresent(f -> Deadline.within(PATIENCE, () -> {
                    f.stub().terminate(why);
                    return f;
                }));
    }

    /** Calls the server that takes new workflows, to see whether it answers. */
    void call() {
        WorkflowClient client = servers.clients().get(0);
        try {
            client.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
            reachability.answered();
        } catch (StatusRuntimeException e) {
            reachability.threw(e);
        }
    }

    /** @throws StatusRuntimeException where Temporal does not answer */
    private Optional<Found> find(List<WorkflowClient> clients, AcceptedJob job) {
        for (WorkflowClient client : clients) {
            Optional<Found> found = find(client, job.id(), "", Optional.empty());
            if (found.isEmpty() && job.adopted()) {
                String first = job.firstRunId().get();
                // Another workflow may bear the operator's id by now.
                found = find(client, job.workflowId(), "", job.firstRunId())
                        .filter(f -> f.is().getWorkflowExecutionInfo()
                                .getFirstRunId()
                                .equals(first))
                        .or(() -> find(client, job.workflowId(), first, job.firstRunId()));
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Found> find(WorkflowClient client, String workflowId, String runId, Optional<String> firstRunId) {
        try {
            DescribeWorkflowExecutionResponse described = client.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace(client.getOptions().getNamespace())
                            .setExecution(WorkflowExecution.newBuilder()
                                    .setWorkflowId(workflowId)
                                    .setRunId(runId))
                            .build());
            reachability.answered();
            return Optional.of(
                    new Found(client, described.getWorkflowExecutionInfo().getExecution(), firstRunId, described));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                reachability.answered();
                return Optional.empty();
            }
            if (!servers.clients().contains(client)) {
                // Its server was given up meanwhile, and all that was on it.
                return Optional.empty();
            }
            reachability.threw(e);
            throw e;
        }
    }

    /** What the workflow has finished, and what its running activities report on top of it for the same phase. */
    private Optional<Progress> progress(Found found) {
        if (System.nanoTime() - noWorkerAt < NO_WORKER.toNanos()) {
            return Optional.empty();
        }
        Progress base;
        try {
            base = Deadline.within(PATIENCE, () -> found.stub().query("progress", Progress.class));
        } catch (RuntimeException e) {
            // Workers answer queries; where none is up, a list of jobs must not wait for each of them.
            noWorkerAt = System.nanoTime();
            return Optional.empty();
        }
        if (base == null) {
            return Optional.empty();
        }
        long more = 0;
        for (PendingActivityInfo activity : found.is().getPendingActivitiesList()) {
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
