package dev.tablekeeper.conformance.temporal;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What an operator does with workflows. */
public final class Workflows {
    private static final int PATIENCE_SECONDS = 60;

    private final WorkflowServiceStubs stubs;
    private final String namespace;

    public Workflows(WorkflowServiceStubs stubs, String namespace) {
        this.stubs = stubs;
        this.namespace = namespace;
    }

    /**
     * A run of a workflow.
     *
     * @param close the type of its last event, if it has closed
     */
    public record Run(String workflowId, String runId, EventType close) {}

    /** The run that there is now. */
    public Run current(String workflowId) {
        String run = stubs.blockingStub()
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                        .build())
                .getWorkflowExecutionInfo()
                .getExecution()
                .getRunId();
        return new Run(workflowId, run, EventType.EVENT_TYPE_UNSPECIFIED);
    }

    /** The run that there is now, when it has closed. */
    public Run closed(String workflowId) {
        Run run = current(workflowId);
        GetWorkflowExecutionHistoryResponse history;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        do {
            history = stubs.blockingStub()
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                            .setNamespace(namespace)
                            .setExecution(execution(run))
                            .setWaitNewEvent(true)
                            .setHistoryEventFilterType(HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                            .build());
        } while (history.getHistory().getEventsCount() == 0 && System.nanoTime() < end);
        if (history.getHistory().getEventsCount() == 0) {
            throw new IllegalStateException("the workflow " + workflowId + " does not close");
        }
        return new Run(
                workflowId, run.runId(), history.getHistory().getEvents(0).getEventType());
    }

    /** The events of a run that it can be reset to. */
    public List<Long> completedTasks(Run run) {
        return stubs
                .blockingStub()
                .getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(execution(run))
                        .build())
                .getHistory()
                .getEventsList()
                .stream()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
                .map(HistoryEvent::getEventId)
                .toList();
    }

    /** Makes a new run that goes on from that event. */
    public void reset(Run run, long event) {
        stubs.blockingStub()
                .resetWorkflowExecution(ResetWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setWorkflowExecution(execution(run))
                        .setReason("to see whether it ends as before")
                        .setRequestId(UUID.randomUUID().toString())
                        .setWorkflowTaskFinishEventId(event)
                        .build());
    }

    public void terminate(String workflowId) {
        stubs.blockingStub()
                .terminateWorkflowExecution(TerminateWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                        .setReason("to see whether its job ends")
                        .build());
    }

    private static WorkflowExecution execution(Run run) {
        return WorkflowExecution.newBuilder()
                .setWorkflowId(run.workflowId())
                .setRunId(run.runId())
                .build();
    }
}
