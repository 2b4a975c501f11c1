package dev.tablekeeper.jobs;

import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import java.util.Map;

/** Starts the workflow of an accepted job, from its record alone; starting it twice starts it once. */
public final class WorkflowStarter {
    /** The memo that tells a workflow which job it is; one that an operator starts has none. */
    public static final String JOB_MEMO = "job";

    private final WorkflowServers servers;

    public WorkflowStarter(WorkflowServers servers) {
        this.servers = servers;
    }

    /**
     * Starts the job's workflow unless it was started before. Right when two processes start it at once, because Temporal
     * lets a workflow id be used once.
     */
    public void start(AcceptedJob job) {
        WorkflowOptions options = WorkflowOptions.newBuilder()
                .setWorkflowId(job.workflowId())
                .setTaskQueue(job.kind().taskQueue())
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                .setMemo(Map.of(JOB_MEMO, job.id()))
                .setStaticSummary(job.kind().text() + " " + String.join(", ", job.tables()))
                .setStaticDetails("Started by " + job.startedBy())
                .build();
        try {
            servers.steadily(clients -> clients.get(0)
                    .newUntypedWorkflowStub(job.kind().workflowType(), options)
                    .start(job.input()));
        } catch (WorkflowExecutionAlreadyStarted e) {
            // An earlier attempt did it.
        }
    }
}
