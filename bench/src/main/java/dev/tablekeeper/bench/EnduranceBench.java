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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many small loads in one JVM on the in-process Temporal, and what they leave on the heap: after each tenth of them, what
 * is used after a full collection.
 *
 * <p>Arguments: jobs (100000), clients (8), tables folder (tables), views folder (views).
 */
public final class EnduranceBench {
    private static final int PARTS = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    private EnduranceBench() {}

    public static void main(String[] args) throws Exception {
        long jobs = args.length > 0 ? Long.parseLong(args[0]) : 100_000;
        int clients = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        String tables = args.length > 2 ? args[2] : "tables";
        String views = args.length > 3 ? args[3] : "views";
        Path folder = Files.createTempDirectory("tablekeeper-bench");
        try (Serve serve = Serve.start(BenchSetting.configuration(folder, tables, views))) {
            new EnduranceBench().run(serve.uri(), jobs, clients);
        } finally {
            BenchSetting.delete(folder);
        }
    }

    private void run(URI server, long jobs, int clients) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%,d loads of one row, %d clients; Java %s, %d processors, heap at most %,d MB%n",
                jobs,
                clients,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        for (int part = 1; part <= PARTS; part++) {
            long until = jobs * part / PARTS;
            long before = next.get();
            long start = System.nanoTime();
            load(server, until, clients);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            System.out.printf(
                    Locale.ROOT,
                    "%,9d jobs: %.0f jobs/s, %,d MB on the heap after a collection%n",
                    until,
                    (until - before) / seconds,
                    heap >> 20);
        }
        long rows = get(server.resolve("/v1/tables/departments")).get("rows").asLong();
        System.out.printf(Locale.ROOT, "%,d rows in the table, %,d requests failed%n", rows, failed.get());
        if (rows != jobs || failed.get() != 0) {
            throw new IllegalStateException("not every load arrived once");
        }
    }

    private void load(URI server, long until, int clients) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        for (int i = 0; i < clients; i++) {
            threads.execute(() -> {
                for (long id = next.getAndIncrement(); id < until; id = next.getAndIncrement()) {
                    one(server, id);
                }
            });
        }
        threads.shutdown();
        if (!threads.awaitTermination(2, TimeUnit.HOURS)) {
            throw new IllegalStateException("the loads do not end");
        }
        next.set(until);
    }

    private void one(URI server, long id) {
        HttpRequest load = HttpRequest.newBuilder(server.resolve("/v1/tables/departments/loads"))
                .header("Content-Type", "text/csv")
                .header("Prefer", "wait=60")
                .POST(HttpRequest.BodyPublishers.ofString(id + ",D\n"))
                .build();
        try {
            String body = http.send(load, HttpResponse.BodyHandlers.ofString()).body();
            if (!Json.MAPPER.readTree(body).path("status").asText().equals("succeeded")) {
                System.out.println(body);
                failed.incrementAndGet();
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode get(URI uri) throws IOException, InterruptedException {
        return Json.MAPPER.readTree(http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }
}
