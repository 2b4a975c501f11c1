package dev.tablekeeper.standalone.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.Doors;
import dev.tablekeeper.standalone.Serve;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system on a Temporal server of others, which is the SDK's test server on a port. */
class RemoteTemporalTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void jobsRunOnAServerThatCameAfterUsAndThatWentAndCameBack() throws Exception {
        int port = freePort();
        Seen seen = new Seen();
        try (Serve serve = serve(port, seen)) {
            try (var server = TestServer.createPortBoundServer(port, true)) {
                assertThat(server).isNotNull();
                assertThat(load(serve, "1,A\n")).contains("\"succeeded\"");
            }
            try (var server = TestServer.createPortBoundServer(port, true)) {
                assertThat(server).isNotNull();
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> load(serve, "2,B\n").contains("\"succeeded\""));
            }
        }
        // Doors are around the calls of clients and workers alike.
        assertThat(seen.methods)
                .contains("StartWorkflowExecution", "PollWorkflowTaskQueue", "RespondWorkflowTaskCompleted");
    }

    @Test
    void whatWaitingCannotMendEndsTheStart() throws Exception {
        int port = freePort();
        try (var server = TestServer.createPortBoundServer(port, true)) {
            assertThat(server).isNotNull();
            for (Status status : List.of(Status.NOT_FOUND, Status.PERMISSION_DENIED, Status.UNIMPLEMENTED)) {
                assertThatExceptionOfType(Failure.class)
                        .isThrownBy(() -> serve(port, new Answering("DescribeNamespace", status))
                                .close())
                        .satisfies(e -> assertThat(e.getMessage())
                                .contains("localhost:" + port, "TEMPORAL_")
                                .hasLineCount(1));
            }
        }
    }

    private Serve serve(int port, ClientInterceptor door) {
        Configuration configuration = Configuration.of(Map.of(
                "TEMPORAL_ADDRESS",
                "localhost:" + port,
                Configuration.WAREHOUSE,
                "duckdb:" + folder.resolve("warehouse.duckdb"),
                Configuration.OBJECTS,
                "file:" + folder.resolve("objects"),
                Configuration.BACKUPS,
                "file:" + folder.resolve("backups"),
                Configuration.BACKUP_AT,
                "off",
                Configuration.TABLES,
                "../tables",
                Configuration.VIEWS,
                "../views",
                Configuration.LISTEN,
                "127.0.0.1:0"));
        return Serve.start(configuration, new Doors(UnaryOperator.identity(), UnaryOperator.identity(), List.of(door)));
    }

    private static String load(Serve serve, String csv) throws IOException, InterruptedException {
        URI uri = serve.uri().resolve("/v1/tables/departments/loads");
        return HTTP.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "text/csv")
                                .header("Prefer", "wait=30")
                                .POST(HttpRequest.BodyPublishers.ofString(csv))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Notes which methods are called. */
    private static final class Seen implements ClientInterceptor {
        private final Set<String> methods = ConcurrentHashMap.newKeySet();

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            methods.add(method.getBareMethodName());
            return next.newCall(method, options);
        }
    }

    /** Answers one method by itself. */
    private record Answering(String name, Status status) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            boolean ours = name.equals(method.getBareMethodName());
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    super.start(
                            new SimpleForwardingClientCallListener<>(listener) {
                                @Override
                                public void onClose(Status real, Metadata trailers) {
                                    super.onClose(ours ? status : real, trailers);
                                }
                            },
                            headers);
                }
            };
        }
    }
}
