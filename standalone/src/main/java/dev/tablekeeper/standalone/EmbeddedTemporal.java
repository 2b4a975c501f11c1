package dev.tablekeeper.standalone;

import dev.tablekeeper.model.json.WorkflowJson;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Temporal inside this JVM, in memory: the SDK's test server with real time, reached in process, never by a port, since
 * a port of it would be open to everyone. What it forgets at the end is in the job records.
 */
final class EmbeddedTemporal implements AutoCloseable {
    private static final Duration QUERY_PATIENCE = Duration.ofSeconds(2);

    private final TestServer.InProcessTestServer server;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;

    EmbeddedTemporal() {
        server = TestServer.createServer(true);
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setChannel(server.getChannel())
                .setRpcQueryTimeout(QUERY_PATIENCE)
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkflowJson.dataConverter())
                        .build());
    }

    WorkflowClient client() {
        return client;
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        stubs.awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }
}
