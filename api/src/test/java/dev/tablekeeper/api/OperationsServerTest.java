package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.api.operations.Readiness;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationsServerTest {
    @TempDir
    Path folder;

    World world;
    OperationsServer operations;
    final Readiness readiness = new Readiness();

    @BeforeEach
    void start() {
        world = new World(folder);
        operations = new OperationsServer(world.metrics, readiness, "127.0.0.1:0");
    }

    @AfterEach
    void stop() {
        operations.close();
        readiness.close();
        world.close();
    }

    private World.Reply get(String path) {
        return world.send(HttpRequest.newBuilder(URI.create(operations.uri() + path)));
    }

    private List<String> metrics(String start) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(start))
                .toList();
    }

    @Test
    void metricsAreInPrometheusText() {
        World.Reply reply = get("/metrics");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(reply.body())
                .contains("jvm_memory_used_bytes")
                .contains("process_uptime_seconds")
                .contains("process_files_open_files")
                .contains("tablekeeper_rows_loaded_total{table=\"people\"} 0.0")
                .contains("tablekeeper_jobs_accepted_total{kind=\"load\"} 0.0");
    }

    @Test
    void aJobIsCountedOnceHoweverOftenItIsAskedFor() {
        String id = world.load("people", World.CSV, "Idempotency-Key", "k").id();
        assertThat(world.load("people", World.CSV, "Idempotency-Key", "k").id()).isEqualTo(id);
        world.end(id, JobStatus.SUCCEEDED, 1);
        world.end(id, JobStatus.FAILED, 2);

        assertThat(get("/metrics").body())
                .contains("tablekeeper_jobs_accepted_total{kind=\"load\"} 1.0")
                .contains("tablekeeper_jobs_ended_total{kind=\"load\",status=\"succeeded\"} 1.0")
                .contains("tablekeeper_jobs_ended_total{kind=\"load\",status=\"failed\"} 0.0")
                .contains("tablekeeper_rows_loaded_total{table=\"people\"} 1.0")
                .contains("tablekeeper_rows_rejected_total{table=\"people\"} 1.0");
    }

    @Test
    void aDryRunLoadsNoRows() {
        world.put("incoming/people/a.csv", World.CSV);
        String id = world.post("/v1/tables/people/loads", "{\"uri\":\"incoming/people/a.csv\",\"dryRun\":true}")
                .id();
        world.end(id, JobStatus.SUCCEEDED, 1);

        assertThat(get("/metrics").body())
                .contains("tablekeeper_jobs_ended_total{kind=\"load\",status=\"succeeded\"} 1.0")
                .contains("tablekeeper_rows_loaded_total{table=\"people\"} 0.0")
                .contains("tablekeeper_rows_rejected_total{table=\"people\"} 0.0");
    }

    @Test
    void requestsAreTimedByTheirRoutesTemplate() {
        world.get("/v1/jobs/load-1");
        world.get("/v1/jobs/load-2");
        world.get("/nowhere/at/all");
        world.get("/nowhere/else");
        world.get("/v1/tables", "Origin", "https://evil.example");
        world.send(world.request("/v1/tables").method("BREW", HttpRequest.BodyPublishers.noBody()));

        assertThat(metrics("http_server_requests_seconds_count"))
                .contains(
                        "http_server_requests_seconds_count{method=\"GET\",status=\"404\",uri=\"/v1/jobs/{id}\"} 2",
                        "http_server_requests_seconds_count{method=\"GET\",status=\"404\",uri=\"other\"} 2")
                .allMatch(line -> line.contains("uri=\"/v1/jobs/{id}\"")
                        || line.contains("uri=\"/v1/tables\"")
                        // The world asks for it, to hold it against each answer.
                        || line.contains("uri=\"/openapi.json\"")
                        || line.contains("uri=\"other\""))
                .noneMatch(line -> line.contains("BREW"));
    }

    @Test
    void readyIsWhatHasStartedAndReachesAllItNeeds() {
        AtomicBoolean there = new AtomicBoolean(true);
        readiness.needs("objects", () -> {});
        readiness.needs("temporal", () -> {
            if (!there.get()) {
                throw new Failure(FailureType.UNAVAILABLE, "no answer from 10.1.2.3");
            }
        });

        assertThat(get("/readyz").status()).isEqualTo(503);
        assertThat(get("/readyz").json().path("status").asText()).isEqualTo("starting");
        readiness.serving();
        assertThat(get("/readyz").status()).isEqualTo(200);
        assertThat(get("/readyz").body())
                .isEqualTo("{\"status\":\"ready\",\"needs\":{\"objects\":\"ok\",\"temporal\":\"ok\"}}");

        there.set(false);
        assertThat(get("/readyz").status()).isEqualTo(503);
        assertThat(get("/readyz").body())
                .isEqualTo("{\"status\":\"not-ready\",\"needs\":{\"objects\":\"ok\",\"temporal\":\"not-reached\"}}");
        assertThat(get("/healthz").status()).isEqualTo(200);

        there.set(true);
        readiness.stopping();
        assertThat(get("/readyz").status()).isEqualTo(503);
        assertThat(get("/readyz").json().path("status").asText()).isEqualTo("stopping");
        assertThat(get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void itMayListenWhereOthersReachIt() {
        try (OperationsServer open = new OperationsServer(world.metrics, readiness, "0.0.0.0:0")) {
            assertThat(open.uri().getPort()).isPositive();
        }
    }

    @Test
    void aPortInUseIsSaidInOneLine() {
        String taken = "127.0.0.1:" + operations.uri().getPort();

        assertThatThrownBy(() -> new OperationsServer(world.metrics, readiness, taken))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(taken)
                .hasMessageContaining("TABLEKEEPER_OPERATIONS_LISTEN")
                .hasMessageNotContaining("\n");
    }

    @Test
    void onePortForBothCollidesUnlessItIsAnyFreeOne() {
        assertThat(OperationsServer.collide("127.0.0.1:8080", "127.0.0.1:8080")).isTrue();
        assertThat(OperationsServer.collide("127.0.0.1:8080", "0.0.0.0:8080")).isTrue();
        assertThat(OperationsServer.collide("127.0.0.1:8080", "127.0.0.1:9090")).isFalse();
        assertThat(OperationsServer.collide("127.0.0.1:0", "127.0.0.1:0")).isFalse();
    }
}
