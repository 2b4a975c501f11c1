package dev.tablekeeper.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.standalone.Serve;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Inserts over HTTP into one JVM that is the whole system: how long until the 202, how long until the rows are in the
 * table, how many a second for long, and what that leaves on the heap; beside it, what one workflow with one local
 * activity costs on the same Temporal.
 *
 * <p>Arguments: sustained inserts (50000), the {@code temporal} program, or {@code none} for the in-process server (none),
 * tables folder (tables), views folder (views).
 */
public final class InsertBench {
    private static final int WARM_UP = 1_500;
    private static final int ROUND = 400;
    private static final int CONNECTIONS = 8;
    private static final int SUSTAINED_CONNECTIONS = 16;
    private static final int SUSTAINED_ROWS = 100;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong ids = new AtomicLong();
    private final URI server;

    private InsertBench(URI server) {
        this.server = server;
    }

    public static void main(String[] args) throws Exception {
        int sustained = args.length > 0 ? Integer.parseInt(args[0]) : 50_000;
        String temporal = args.length > 1 ? args[1] : "none";
        String tables = args.length > 2 ? args[2] : "tables";
        String views = args.length > 3 ? args[3] : "views";
        System.out.printf(
                Locale.ROOT,
                "Temporal: %s; Java %s, %d processors, heap at most %,d MB%n",
                temporal.equals("none") ? "in process" : "its server with a database file",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        Path folder = Files.createTempDirectory("tablekeeper-bench");
        try (Serve serve = Serve.start(BenchSetting.configuration(folder, tables, views, temporal))) {
            InsertBench bench = new InsertBench(serve.uri());
            try (BareWorkflow bare = BareWorkflow.on(temporal)) {
                bench.latencies(bare);
            }
            bench.sustained(sustained);
        } finally {
            BenchSetting.delete(folder);
        }
    }

    private void latencies(BareWorkflow bare) throws InterruptedException {
        Latencies.of(WARM_UP, CONNECTIONS, () -> insert(10, true));
        Latencies.of(WARM_UP, CONNECTIONS, bare::once);
        for (int round = 1; round <= 2; round++) {
            System.out.println("round " + round);
            print("1,000 rows, until the 202, 1 connection", Latencies.of(ROUND, 1, () -> insert(1_000, false)));
            print("1,000 rows, until in the table, 1 connection", Latencies.of(ROUND, 1, () -> insert(1_000, true)));
            print("1 row, until in the table, 1 connection", Latencies.of(ROUND, 1, () -> insert(1, true)));
            print("bare workflow with a local activity, 1 client", Latencies.of(ROUND, 1, bare::once));
            print(
                    "1,000 rows, until in the table, 8 connections",
                    Latencies.of(ROUND, CONNECTIONS, () -> insert(1_000, true)));
            print(
                    "1 row, until in the table, 8 connections",
                    Latencies.of(ROUND * 5, CONNECTIONS, () -> insert(1, true)));
            print("bare workflow with a local activity, 8 clients", Latencies.of(ROUND * 5, CONNECTIONS, bare::once));
        }
        print(
                "bare workflow with a local activity, 16 clients",
                Latencies.of(ROUND * 5, SUSTAINED_CONNECTIONS, bare::once));
    }

    private void sustained(int sustained) throws InterruptedException {
        int part = Math.max(1, sustained / 10);
        for (int done = 0; done < sustained; done += part) {
            Latencies latencies = Latencies.of(part, SUSTAINED_CONNECTIONS, () -> insert(SUSTAINED_ROWS, true));
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            print("100 rows, until in the table, 16 connections, " + (done + part) + " so far", latencies);
            System.out.printf(Locale.ROOT, "    %,d MB on the heap after a collection%n", heap >> 20);
        }
        long rows = count();
        System.out.printf(Locale.ROOT, "%,d rows in the table, %,d were sent%n", rows, ids.get());
        if (rows != ids.get()) {
            throw new IllegalStateException("not every row arrived once");
        }
    }

    private static void print(String what, Latencies latencies) {
        System.out.printf(Locale.ROOT, "  %-62s %s%n", what, latencies);
    }

    private void insert(int rows, boolean wait) {
        long first = ids.getAndAdd(rows);
        String body = LongStream.range(first, first + rows)
                .mapToObj(id -> "{\"id\":" + id + ",\"name\":\"Employee number " + id
                        + "\",\"datetime\":\"2021-07-27T16:02:08Z\",\"department_id\":" + id % 12 + ",\"job_id\":"
                        + id % 180 + "}")
                .collect(Collectors.joining(",", "{\"rows\":[", "]}"));
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/v1/tables/hired_employees/rows"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (wait) {
            request.header("Prefer", "wait=60");
        }
        JsonNode job = json(request.build());
        String status = job.path("status").asText();
        if (wait ? !status.equals("succeeded") : job.path("id").isMissingNode()) {
            throw new IllegalStateException(job.toString());
        }
    }

    /** When all that was only accepted is there too. */
    private long count() throws InterruptedException {
        while (!json(HttpRequest.newBuilder(server.resolve("/v1/jobs?status=running&limit=1"))
                        .build())
                .get("jobs")
                .isEmpty()) {
            Thread.sleep(100);
        }
        return json(HttpRequest.newBuilder(server.resolve("/v1/tables/hired_employees"))
                        .build())
                .get("rows")
                .asLong();
    }

    private JsonNode json(HttpRequest request) {
        try {
            return Json.MAPPER.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
