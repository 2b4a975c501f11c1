package dev.tablekeeper.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobKind;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.common.SearchAttributes;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobSearchAttributesTest {
    private static final AcceptedJob JOB = new AcceptedJob(
            "load-1",
            JobKind.LOAD,
            List.of("jobs", "departments"),
            "ann",
            Instant.EPOCH,
            Json.MAPPER.createObjectNode());

    @Test
    void aJobCanBeFoundByItsTablesWhereTheServerKnowsOfThem() {
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder();
        JobSearchAttributes.ALL.forEach(key -> options.registerSearchAttribute(key.getName(), key.getValueType()));
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(options.build())) {
            start(temporal.getWorkflowClient());
            SearchAttributes attributes = attributes(temporal);
            assertThat(attributes.get(JobSearchAttributes.JOB)).isEqualTo("load-1");
            assertThat(attributes.get(JobSearchAttributes.TABLES)).containsExactly("jobs", "departments");
            assertThat(attributes.get(JobSearchAttributes.STARTED_BY)).isEqualTo("ann");
        }
    }

    @Test
    void aServerThatKnowsOfThemNoLongerStartsTheJobAllTheSame() {
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance()) {
            WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setChannel(temporal.getWorkflowServiceStubs().getRawChannel())
                    .setGrpcClientInterceptors(List.of(new Forgetful()))
                    .build());
            start(WorkflowClient.newInstance(stubs, temporal.getWorkflowClient().getOptions()));
            assertThat(attributes(temporal).size()).isZero();
        }
    }

    private static void start(WorkflowClient client) {
        WorkflowServers servers = WorkflowServers.of(client);
        new WorkflowStarter(servers, new RunningJobs(servers), () -> true).start(JOB);
    }

    private static SearchAttributes attributes(TestWorkflowEnvironment temporal) {
        return temporal.getWorkflowClient()
                .newUntypedWorkflowStub(JOB.workflowId())
                .describe()
                .getTypedSearchAttributes();
    }

    /** Refuses, as a server does, a start with search attributes that it does not know. */
    private static final class Forgetful implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void sendMessage(Q message) {
                    if (message instanceof StartWorkflowExecutionRequest start && start.hasSearchAttributes()) {
                        throw Status.INVALID_ARGUMENT
                                .withDescription("search attribute TablekeeperJob is not defined")
                                .asRuntimeException();
                    }
                    super.sendMessage(message);
                }
            };
        }
    }
}
