package dev.tablekeeper.standalone.temporal;

import com.google.protobuf.util.Durations;
import dev.tablekeeper.jobs.JobSearchAttributes;
import dev.tablekeeper.model.json.WorkflowJson;
import io.grpc.StatusRuntimeException;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The front end of a Temporal server, by gRPC: one connection for clients, workers and what is said to the server. */
final class Frontend implements AutoCloseable {
    /** For one call; who has to wait longer asks again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Held here, since a logger that nobody holds forgets its level. gRPC tells what it is built with, at every start. */
    private static final Logger CHATTY = Logger.getLogger("io.grpc.netty.shaded");

    static {
        CHATTY.setLevel(Level.WARNING);
    }

    private static final Duration QUERY_PATIENCE = Duration.ofSeconds(2);

    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;

    /** @param wire what its clients are made with */
    Frontend(WorkflowServiceStubsOptions options, String namespace, Wire wire) {
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder(options)
                .setRpcQueryTimeout(QUERY_PATIENCE)
                .setGrpcClientInterceptors(wire.interceptors())
                .setMetricsScope(wire.metrics())
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(namespace)
                        .setDataConverter(WorkflowJson.dataConverter())
                        .build());
    }

    WorkflowClient client() {
        return client;
    }

    String namespace() {
        return client.getOptions().getNamespace();
    }

    /** Whether a Temporal server answers now. */
    boolean answers() {
        try {
            var info = calls().getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
            return info != null;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    /**
     * Sees whether the namespace can be worked in.
     *
     * @throws StatusRuntimeException where it cannot, with why
     */
    void requireNamespace() {
        var unused = calls().describeNamespace(DescribeNamespaceRequest.newBuilder()
                .setNamespace(namespace())
                .build());
    }

    /** How long the namespace keeps the histories of workflows that have ended. */
    void keepHistories(Duration retention) {
        var unused = calls().updateNamespace(UpdateNamespaceRequest.newBuilder()
                .setNamespace(namespace())
                .setConfig(NamespaceConfig.newBuilder()
                        .setWorkflowExecutionRetentionTtl(Durations.fromSeconds(retention.toSeconds())))
                .build());
    }

    /**
     * Tells the server of {@link JobSearchAttributes}, unless it knows them.
     *
     * @throws StatusRuntimeException where it does not let itself be told
     */
    void registerSearchAttributes() {
        OperatorServiceBlockingStub operator = OperatorServiceGrpc.newBlockingStub(calls().getChannel());
        ListSearchAttributesResponse known = within(operator)
                .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                        .setNamespace(namespace())
                        .build());
        AddSearchAttributesRequest.Builder missing =
                AddSearchAttributesRequest.newBuilder().setNamespace(namespace());
        for (SearchAttributeKey<?> key : JobSearchAttributes.ALL) {
            if (known.getCustomAttributesMap().get(key.getName()) != key.getValueType()) {
                missing.putSearchAttributes(key.getName(), key.getValueType());
            }
        }
        if (missing.getSearchAttributesCount() > 0) {
            var unused = within(operator).addSearchAttributes(missing.build());
        }
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        stubs.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private WorkflowServiceBlockingStub calls() {
        return stubs.blockingStub().withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static OperatorServiceBlockingStub within(OperatorServiceBlockingStub operator) {
        return operator.withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
