package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.model.json.WorkflowJson;
import dev.tablekeeper.worker.Workers;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One of the SDK's test servers, with real time and in memory, and the workers that serve it. It is reached in process,
 * never by a port, since a port of it would be open to everyone.
 */
final class InProcessServer implements AutoCloseable {
    private static final Duration QUERY_PATIENCE = Duration.ofSeconds(2);

    /** Steps that were done, and so what the server never forgets; a job that only waits to begin is no step. */
    private static final Set<String> REMEMBERED = Set.of(
            WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod().getFullMethodName(),
            WorkflowServiceGrpc.getRespondWorkflowTaskFailedMethod().getFullMethodName(),
            WorkflowServiceGrpc.getRespondActivityTaskCompletedMethod().getFullMethodName(),
            WorkflowServiceGrpc.getRespondActivityTaskFailedMethod().getFullMethodName(),
            WorkflowServiceGrpc.getRespondActivityTaskCanceledMethod().getFullMethodName());

    private final TestServer.InProcessTestServer server = TestServer.createServer(true);
    private final AtomicLong remembered = new AtomicLong();
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private Optional<Workers.Serving> serving = Optional.empty();
    private long stepsBegun;
    private int idleLooks;

    InProcessServer(Wire wire) {
        List<ClientInterceptor> all = new ArrayList<>(wire.interceptors());
        all.add(new Counter());
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setChannel(server.getChannel())
                .setRpcQueryTimeout(QUERY_PATIENCE)
                .setGrpcClientInterceptors(all)
                .setMetricsScope(wire.metrics())
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkflowJson.dataConverter())
                        .setInterceptors(new InOrder())
                        .build());
    }

    private final class Counter implements ClientInterceptor {
        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            if (REMEMBERED.contains(method.getFullMethodName())) {
                remembered.incrementAndGet();
            }
            return next.newCall(method, options);
        }
    }

    WorkflowClient client() {
        return client;
    }

    void serve(Workers workers) {
        serving = Optional.of(workers.serve(client));
    }

    /** How many steps it holds the traces of, a few kilobytes each. */
    long remembered() {
        return remembered.get();
    }

    /** How many times in a row, this one included, it was found that no step is done on it, nor was since the last time. */
    int idleLooks() {
        long begun = serving.map(Workers.Serving::stepsBegun).orElse(0L);
        boolean idle = begun == stepsBegun
                && serving.map(Workers.Serving::stepsUnderWay).orElse(0) == 0;
        stepsBegun = begun;
        idleLooks = idle ? idleLooks + 1 : 0;
        return idleLooks;
    }

    /** Lets its workers finish what they do, or hand it back. */
    void release() {
        serving.ifPresent(Workers.Serving::close);
        serving = Optional.empty();
    }

    @Override
    public void close() {
        release();
        stubs.shutdownNow();
        stubs.awaitTermination(2, TimeUnit.SECONDS);
        server.close();
    }
}
