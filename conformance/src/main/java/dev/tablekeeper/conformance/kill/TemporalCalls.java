package dev.tablekeeper.conformance.kill;

import com.google.protobuf.ByteString;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which calls to Temporal belong to a job, and what each is called. Those that change something there count: starting,
 * completing, failing, cancelling, heartbeats; and a poll once it has brought a task, because then the task is taken.
 * Polls that bring nothing, health and system information, and reading a workflow's state do not: they change nothing
 * and are repeated for ever.
 */
final class TemporalCalls {
    private static final Set<CommandType> CLOSING = Set.of(
            CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
            CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
            CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION);

    private final Fuse fuse;
    /** The tasks of the job: what each is about. */
    private final Map<ByteString, String> tasks = new ConcurrentHashMap<>();

    TemporalCalls(Fuse fuse) {
        this.fuse = fuse;
    }

    /** The name of a call that counts. */
    Optional<String> nameOf(Object request) {
        if (request instanceof StartWorkflowExecutionRequest start) {
            return named("StartWorkflowExecution", Optional.of("").filter(x -> fuse.mine(start.getWorkflowId())));
        }
        if (request instanceof RequestCancelWorkflowExecutionRequest cancel) {
            String workflow = cancel.getWorkflowExecution().getWorkflowId();
            return named("RequestCancelWorkflowExecution", Optional.of("").filter(x -> fuse.mine(workflow)));
        }
        if (request instanceof RespondWorkflowTaskCompletedRequest completed) {
            return named(
                    "RespondWorkflowTaskCompleted",
                    task(completed.getTaskToken()).map(x -> commands(completed)));
        }
        if (request instanceof RespondWorkflowTaskFailedRequest failed) {
            return named("RespondWorkflowTaskFailed", task(failed.getTaskToken()));
        }
        if (request instanceof RespondActivityTaskCompletedRequest completed) {
            return named("RespondActivityTaskCompleted", task(completed.getTaskToken()));
        }
        if (request instanceof RespondActivityTaskFailedRequest failed) {
            return named("RespondActivityTaskFailed", task(failed.getTaskToken()));
        }
        if (request instanceof RespondActivityTaskCanceledRequest cancelled) {
            return named("RespondActivityTaskCanceled", task(cancelled.getTaskToken()));
        }
        if (request instanceof RecordActivityTaskHeartbeatRequest heartbeat) {
            return named("RecordActivityTaskHeartbeat", task(heartbeat.getTaskToken()));
        }
        return Optional.empty();
    }

    /** Looks at an answer for tasks that came with it, and for the end of the workflow. */
    void answered(Object request, Object answer) {
        if (answer instanceof PollWorkflowTaskQueueResponse polled) {
            taken(polled);
        }
        if (answer instanceof StartWorkflowExecutionResponse started) {
            // An eager start brings the first task along.
            taken(started.getEagerWorkflowTask());
        }
        if (answer instanceof PollActivityTaskQueueResponse polled) {
            taken(polled);
        }
        if (answer instanceof RespondWorkflowTaskCompletedResponse completed
                && request instanceof RespondWorkflowTaskCompletedRequest completing) {
            taken(completed.getWorkflowTask());
            completed.getActivityTasksList().forEach(this::taken);
            boolean closing = completing.getCommandsList().stream()
                    .map(Command::getCommandType)
                    .anyMatch(CLOSING::contains);
            if (closing && task(completing.getTaskToken()).isPresent()) {
                fuse.closed().countDown();
            }
        }
    }

    private void taken(PollWorkflowTaskQueueResponse task) {
        if (!task.getTaskToken().isEmpty()
                && fuse.mine(task.getWorkflowExecution().getWorkflowId())) {
            tasks.put(task.getTaskToken(), "");
            fuse.happened("temporal.PollWorkflowTaskQueue");
        }
    }

    private void taken(PollActivityTaskQueueResponse task) {
        if (!task.getTaskToken().isEmpty()
                && fuse.mine(task.getWorkflowExecution().getWorkflowId())) {
            String type = task.getActivityType().getName();
            tasks.put(task.getTaskToken(), type);
            fuse.happened("temporal.PollActivityTaskQueue " + type);
        }
    }

    private Optional<String> task(ByteString token) {
        return Optional.ofNullable(tasks.get(token));
    }

    private static Optional<String> named(String call, Optional<String> about) {
        return about.map(what -> what.isEmpty() ? "temporal." + call : "temporal." + call + " " + what);
    }

    private static String commands(RespondWorkflowTaskCompletedRequest completed) {
        return completed.getCommandsList().stream()
                .map(TemporalCalls::command)
                .distinct()
                .collect(Collectors.joining("+"));
    }

    private static String command(Command command) {
        String type = command.getCommandType().name().substring("COMMAND_TYPE_".length());
        String activity = command.getScheduleActivityTaskCommandAttributes()
                .getActivityType()
                .getName();
        return activity.isEmpty() ? type : type + ":" + activity;
    }
}
