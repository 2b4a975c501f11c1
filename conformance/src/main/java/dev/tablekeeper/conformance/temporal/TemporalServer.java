package dev.tablekeeper.conformance.temporal;

import com.google.protobuf.util.Durations;
import dev.tablekeeper.conformance.Await;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Temporal's real server on loopback, with a database file of its own; it can be ended, held and started again. */
public final class TemporalServer implements AutoCloseable {
    private static final Duration STARTING = Duration.ofSeconds(60);
    private static final String DEFAULT = "default";
    private static final String HOST = "127.0.0.1";

    private final Path program;
    private final Path folder;
    private final AtomicInteger namespaces = new AtomicInteger();
    private final int port = freePort();
    private final WorkflowServiceStubs stubs;
    private Optional<Process> process = Optional.empty();

    public TemporalServer(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
        this.stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address()).build());
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "end-temporal"));
    }

    public String address() {
        return HOST + ":" + port;
    }

    public WorkflowServiceStubs stubs() {
        return stubs;
    }

    /** Starts it, on what its database holds; returns when it answers. */
    public TemporalServer start() {
        try {
            Files.createDirectories(folder);
            List<String> command = List.of(
                    program.toString(),
                    "server",
                    "start-dev",
                    "--headless",
                    "--log-level=error",
                    "--ip=" + HOST,
                    "--port=" + port,
                    "--db-filename=" + folder.resolve("temporal.db"),
                    "--sqlite-pragma=journal_mode=wal",
                    "--sqlite-pragma=synchronous=1",
                    "--dynamic-config-value=history.transferProcessorMaxPollRPS=2000",
                    "--dynamic-config-value=history.timerProcessorMaxPollRPS=2000");
            process = Optional.of(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("temporal.log").toFile()))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!Await.until(STARTING, () -> knows(DEFAULT))) {
            throw new IllegalStateException("Temporal does not answer; see " + folder.resolve("temporal.log"));
        }
        return this;
    }

    /** Ends it at once, as a power cut does. */
    public void kill() {
        process.ifPresent(p -> {
            p.toHandle().destroyForcibly();
            try {
                p.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        process = Optional.empty();
    }

    /** Holds it, so that it accepts connections and answers nothing, or lets it go on. */
    public void hold(boolean held) throws IOException, InterruptedException {
        long pid = process.orElseThrow().pid();
        new ProcessBuilder("kill", held ? "-STOP" : "-CONT", Long.toString(pid))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        kill();
    }

    /** A namespace that nobody has used; systems that share one take each other's work. */
    public String freshNamespace() {
        String name = "system-" + namespaces.incrementAndGet();
        stubs.blockingStub()
                .registerNamespace(RegisterNamespaceRequest.newBuilder()
                        .setNamespace(name)
                        .setWorkflowExecutionRetentionPeriod(Durations.fromDays(1))
                        .build());
        if (!Await.until(STARTING, () -> knows(name))) {
            throw new IllegalStateException("Temporal does not get to know the namespace " + name);
        }
        return name;
    }

    private boolean knows(String namespace) {
        try {
            stubs.blockingStub()
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .listOpenWorkflowExecutions(ListOpenWorkflowExecutionsRequest.newBuilder()
                            .setNamespace(namespace)
                            .setMaximumPageSize(1)
                            .build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    /** A port that is free now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
