package dev.tablekeeper.conformance.temporal;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.temporal.api.command.v1.Command;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;

/**
 * Shortens, on their way to Temporal, the times after which a step of a worker that was killed is taken for dead. That
 * changes how long a run has to wait and nothing else: these are the server's timers, and the code under test is as it is.
 */
public final class Impatience implements ClientInterceptor {
    private static final Duration SHORT = Durations.fromSeconds(2);

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            @SuppressWarnings("unchecked")
            public void sendMessage(Q message) {
                super.sendMessage((Q) shortened(message));
            }
        };
    }

    private static Object shortened(Object message) {
        if (message instanceof StartWorkflowExecutionRequest start) {
            return start.toBuilder().setWorkflowTaskTimeout(SHORT).build();
        }
        if (message instanceof RespondWorkflowTaskCompletedRequest completed) {
            return shortened(completed);
        }
        return message;
    }

    private static RespondWorkflowTaskCompletedRequest shortened(RespondWorkflowTaskCompletedRequest completed) {
        RespondWorkflowTaskCompletedRequest.Builder changed = completed.toBuilder();
        if (changed.hasStickyAttributes()) {
            changed.getStickyAttributesBuilder().setScheduleToStartTimeout(SHORT);
        }
        for (Command.Builder command : changed.getCommandsBuilderList()) {
            if (command.hasScheduleActivityTaskCommandAttributes()) {
                command.getScheduleActivityTaskCommandAttributesBuilder().setHeartbeatTimeout(SHORT);
            }
        }
        return changed.build();
    }
}
