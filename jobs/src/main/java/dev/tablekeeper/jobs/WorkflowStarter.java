package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobKind;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.common.Priority;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Starts the workflow of an accepted job, from its record alone; starting it twice starts it once. */
public final class WorkflowStarter {
    /** The memo that tells a workflow which job it is; one that an operator starts has none. */
    public static final String JOB_MEMO = "job";

    /** The memo that tells a workflow that the job's own one was ended from outside, and only its end is to be made. */
    public static final String ENDED_MEMO = "ended";

    /** Of jobs that nobody waits for, where 3 is what all others have: what is asked for goes before what came in masses. */
    private static final Priority LATER =
            Priority.newBuilder().setPriorityKey(4).build();

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final WorkflowServers servers;
    private final RunningJobs running;
    private final BooleanSupplier searchable;

    /** For servers that know no search attributes. */
    public WorkflowStarter(WorkflowServers servers, RunningJobs running) {
        this(servers, running, () -> false);
    }

    /** @param searchable whether the server that takes new workflows knows {@link JobSearchAttributes}, as far as known */
    public WorkflowStarter(WorkflowServers servers, RunningJobs running, BooleanSupplier searchable) {
        this.servers = servers;
        this.running = running;
        this.searchable = searchable;
    }

    /** Whether Temporal did not answer when it was last called. */
    boolean away() {
        return running.reachability().away();
    }

    /**
     * Starts the job's workflow unless it was started before. Right when two processes start it at once, because Temporal
     * lets a workflow id be used once; and where two servers take turns, because none takes its turn between the look at
     * the older one and the start on the newer one.
     */
    public void start(AcceptedJob job) {
        servers.steadily(clients -> {
            if (clients.size() == 1 || !running.knownTo(clients.subList(1, clients.size()), job)) {
                start(clients, job, WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE, Optional.empty());
            }
            return job;
        });
    }

    /**
     * Starts a workflow that ends the job of one that has closed without doing so: what the warehouse has committed
     * counts, what it has not it will not any more, and the record is written. Right when two do it at once, because two
     * such workflows make the same end.
     *
     * @param error why it closed
     */
    void end(AcceptedJob job, JobError error) {
        servers.steadily(clients -> start(
                clients, job, WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE, Optional.of(error)));
    }

    /** Starts a workflow that does the job once more, for one that has completed and whose end cannot be read any more. */
    void repeat(AcceptedJob job) {
        servers.steadily(clients ->
                start(clients, job, WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE, Optional.empty()));
    }

    private AcceptedJob start(
            List<WorkflowClient> clients, AcceptedJob job, WorkflowIdReusePolicy reuse, Optional<JobError> ended) {
        Map<String, Object> memo = new HashMap<>();
        memo.put(JOB_MEMO, job.id());
        ended.ifPresent(error -> memo.put(ENDED_MEMO, error));
        // Under the job's own id also where an operator chose another: that one may be in use again.
        WorkflowOptions options = WorkflowOptions.newBuilder()
                .setWorkflowId(job.id())
                .setTaskQueue(job.kind().taskQueue())
                .setWorkflowIdReusePolicy(reuse)
                .setMemo(memo)
                // Its first task comes back with the answer, where a worker of this process has room for it.
                .setDisableEagerExecution(job.kind() != JobKind.INSERT)
                .setStaticSummary(job.kind().text() + " " + String.join(", ", job.tables()))
                .setStaticDetails("Started by " + job.startedBy())
                .setPriority(job.startedBy().equals(AcceptedJob.EVENT) ? LATER : Priority.getDefaultInstance())
                .build();
        try {
            Deadline.within(PATIENCE, () -> {
                start(clients.get(0), job, options);
                return job;
            });
            running.reachability().answered();
        } catch (WorkflowExecutionAlreadyStarted e) {
            // An earlier attempt did it.
            running.reachability().answered();
        } catch (RuntimeException e) {
            running.reachability().threw(e);
            throw e;
        }
        return job;
    }

    /**
     * With search attributes where the server knows them. It may know them no longer, or not everywhere yet; they are for
     * finding a job, and no reason not to start it: a start that is refused is repeated without them.
     */
    private void start(WorkflowClient client, AcceptedJob job, WorkflowOptions options) {
        if (searchable.getAsBoolean()) {
            try {
                WorkflowOptions more = options.toBuilder()
                        .setTypedSearchAttributes(JobSearchAttributes.of(job))
                        .build();
                client.newUntypedWorkflowStub(job.kind().workflowType(), more).start(job.input());
                return;
            } catch (WorkflowServiceException e) {
                if (!(e.getCause() instanceof StatusRuntimeException cause)
                        || cause.getStatus().getCode() != Status.Code.INVALID_ARGUMENT) {
                    throw e;
                }
            }
        }
        client.newUntypedWorkflowStub(job.kind().workflowType(), options).start(job.input());
    }
}
