package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.api.TemporalUi;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.model.json.WorkflowJson;
import dev.tablekeeper.worker.Workers;
import io.grpc.ClientInterceptor;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Temporal inside this JVM, in memory: the SDK's test server with real time, reached in process, never by a port, since
 * a port of it would be open to everyone. What it forgets at the end is in the job records.
 */
public final class InProcessTemporal implements TemporalConnection {
    private static final Duration QUERY_PATIENCE = Duration.ofSeconds(2);

    private final TestServer.InProcessTestServer server;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private Optional<Workers.Serving> serving = Optional.empty();

    /** @param interceptors put around every call to it */
    public InProcessTemporal(List<ClientInterceptor> interceptors) {
        server = TestServer.createServer(true);
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setChannel(server.getChannel())
                .setRpcQueryTimeout(QUERY_PATIENCE)
                .setGrpcClientInterceptors(interceptors)
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkflowJson.dataConverter())
                        .build());
    }

    @Override
    public WorkflowServers servers() {
        return WorkflowServers.of(client);
    }

    @Override
    public void serve(Workers workers) {
        serving = Optional.of(workers.serve(client));
    }

    @Override
    public Optional<TemporalUi> ui() {
        return Optional.empty();
    }

    @Override
    public String description() {
        return "Temporal runs inside this process";
    }

    @Override
    public boolean reachable() {
        return true;
    }

    @Override
    public void close() {
        serving.ifPresent(Workers.Serving::close);
        stubs.shutdownNow();
        stubs.awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }
}
