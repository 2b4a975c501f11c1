package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionTerminatedEventAttributes;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.client.WorkflowClient;
import java.util.List;

/** A workflow that is over, though it may not have ended its job. */
final class ClosedWorkflow {
    private ClosedWorkflow() {}

    /** Why it closed, as a job's error: what its last event says. */
    static JobError error(WorkflowClient client, WorkflowExecution execution) {
        List<HistoryEvent> events = client.getWorkflowServiceStubs()
                .blockingStub()
                .getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setExecution(execution)
                        .setHistoryEventFilterType(HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                        .build())
                .getHistory()
                .getEventsList();
        return events.isEmpty()
                ? JobError.of(FailureType.TERMINATED, "The job's workflow was ended from outside.")
                : error(events.get(events.size() - 1));
    }

    private static JobError error(HistoryEvent close) {
        return switch (close.getEventType()) {
            case EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED ->
                JobError.of(FailureType.TERMINATED, terminated(close.getWorkflowExecutionTerminatedEventAttributes()));
            case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT ->
                JobError.of(
                        FailureType.TERMINATED,
                        "The job's workflow ran out of the time that it was started with. Start it without a timeout.");
            case EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED ->
                JobError.of(FailureType.CANCELLED, "The job was cancelled before it was done.");
            case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED -> {
                var failure = close.getWorkflowExecutionFailedEventAttributes().getFailure();
                yield FailureType.ofCode(failure.getApplicationFailureInfo().getType())
                        .map(type -> JobError.of(type, failure.getMessage()))
                        .orElseGet(() -> JobError.of(
                                FailureType.INTERNAL,
                                "The job's workflow failed for a reason that it does not know; Temporal's history of it"
                                        + " tells more."));
            }
            default -> JobError.of(FailureType.TERMINATED, "The job's workflow was ended from outside.");
        };
    }

    private static String terminated(WorkflowExecutionTerminatedEventAttributes attributes) {
        String by = attributes.getIdentity().isBlank() ? "" : " by " + attributes.getIdentity();
        String why = attributes.getReason().isBlank() ? "." : ", who gave the reason: " + attributes.getReason();
        return "The job's workflow was terminated in Temporal" + by + why;
    }
}
