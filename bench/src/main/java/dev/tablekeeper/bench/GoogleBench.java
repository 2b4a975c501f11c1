package dev.tablekeeper.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.Serve;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarServer;
import dev.tablekeeper.stores.google.liar.bigquery.BigQueryLiar;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The whole system on stand-ins for BigQuery and Cloud Storage that answer each request late: many inserts at once, and backups
 * of few and of many tables. It says how many waits there are and how many are side by side, and nothing of Google's speed.
 *
 * <p>Arguments: milliseconds added to each request (30), inserts at once (200), tables (100), tables folder (tables), views
 * folder (views).
 */
public final class GoogleBench {
    private static final String PROJECT = "a-project";
    private static final String DATASET = "warehouse";
    private static final String LOCATION = "europe-west1";
    private static final int ROUNDS = 3;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong ids = new AtomicLong();
    private final URI server;
    private final URI bigQuery;

    private GoogleBench(URI server, URI bigQuery) {
        this.server = server;
        this.bigQuery = bigQuery;
    }

    public static void main(String[] args) throws Exception {
        long millis = args.length > 0 ? Long.parseLong(args[0]) : 30;
        int inserts = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        int tables = args.length > 2 ? Integer.parseInt(args[2]) : 100;
        CloudStorageLiar bucket = new CloudStorageLiar("bucket");
        try (BigQueryLiar liar = new BigQueryLiar(PROJECT, LOCATION, bucket);
                LiarServer storage = new LiarServer(bucket, Faults.none());
                LiarServer warehouse = new LiarServer(liar, Faults.none())) {
            liar.keepHistory();
            System.out.printf(
                    Locale.ROOT,
                    "%d ms added to each request; Java %s, %d processors, heap at most %,d MB%n",
                    millis,
                    Runtime.version(),
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.getRuntime().maxMemory() >> 20);
            post(
                    HttpClient.newHttpClient(),
                    warehouse.address().resolve("/bigquery/v2/projects/" + PROJECT + "/datasets"),
                    "{\"datasetReference\":{\"projectId\":\"" + PROJECT + "\",\"datasetId\":\"" + DATASET
                            + "\"},\"location\":\"" + LOCATION + "\"}",
                    false);
            String folder = args.length > 3 ? args[3] : "tables";
            String views = args.length > 4 ? args[4] : "views";
            try (Serve serve = Serve.start(configuration(warehouse, storage, folder, views))) {
                storage.lie(Faults.always(new Fault.Delayed(Duration.ofMillis(millis))));
                warehouse.lie(Faults.always(new Fault.Delayed(Duration.ofMillis(millis))));
                GoogleBench bench = new GoogleBench(serve.uri(), warehouse.address());
                bench.inserts(inserts, liar);
                bench.backups(tables);
            }
        }
    }

    private static Configuration configuration(LiarServer warehouse, LiarServer storage, String tables, String views) {
        Map<String, String> environment = new HashMap<>();
        environment.put(Configuration.WAREHOUSE, "bigquery:" + PROJECT + "." + DATASET);
        environment.put(Configuration.OBJECTS, "gs://bucket/objects");
        environment.put(Configuration.BACKUPS, "gs://bucket/backups");
        environment.put(Configuration.BIGQUERY_ENDPOINT, warehouse.address().toString());
        environment.put(Configuration.STORAGE_ENDPOINT, storage.address().toString());
        environment.put(Configuration.CREDENTIALS, "none");
        environment.put(Configuration.BACKUP_AT, Configuration.OFF);
        environment.put(Configuration.TABLES, tables);
        environment.put(Configuration.VIEWS, views);
        environment.put(Configuration.LISTEN, "127.0.0.1:0");
        environment.put(Configuration.OPERATIONS_LISTEN, Configuration.OFF);
        environment.put("TABLEKEEPER_TEMPORAL", "none");
        return Configuration.of(environment);
    }

    private void inserts(int inserts, BigQueryLiar liar) throws InterruptedException {
        for (int round = 1; round <= ROUNDS; round++) {
            int before = liar.jobs().size();
            long start = System.nanoTime();
            Latencies latencies = Latencies.of(inserts, inserts, this::insert);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %d inserts at once in the table after %.2f s, by %d jobs (%s)%n",
                    round,
                    inserts,
                    (System.nanoTime() - start) / 1e9,
                    liar.jobs().size() - before,
                    latencies);
        }
    }

    private void insert() {
        requireSucceeded(post(
                http,
                server.resolve("/v1/tables/departments/rows"),
                "{\"rows\":[{\"id\":" + ids.incrementAndGet() + ",\"department\":\"D\"}]}",
                true));
    }

    private void backups(int tables) {
        for (int i = 0; i < tables; i++) {
            post(
                    http,
                    bigQuery.resolve("/bigquery/v2/projects/" + PROJECT + "/datasets/" + DATASET + "/tables"),
                    "{\"tableReference\":{\"projectId\":\"" + PROJECT + "\",\"datasetId\":\"" + DATASET
                            + "\",\"tableId\":\"table_" + i
                            + "\"},\"schema\":{\"fields\":[{\"name\":\"id\",\"type\":\"INT64\"}]}}",
                    false);
        }
        backup(1, "{\"tables\":[\"departments\"]}");
        backup(1, "{\"tables\":[\"departments\"]}");
        backup(tables + 3, "{}");
    }

    private void backup(int tables, String request) {
        long start = System.nanoTime();
        JsonNode job = post(http, server.resolve("/v1/backups"), request, true);
        while (job.path("finishedAt").isMissingNode()) {
            job = send(
                    http,
                    HttpRequest.newBuilder(
                                    server.resolve("/v1/jobs/" + job.get("id").asText()))
                            .header("Prefer", "wait=60")
                            .build());
        }
        requireSucceeded(job);
        System.out.printf(Locale.ROOT, "backup of %d tables: %.2f s%n", tables, (System.nanoTime() - start) / 1e9);
    }

    private static void requireSucceeded(JsonNode job) {
        if (!job.path("status").asText().equals("succeeded")) {
            throw new IllegalStateException(job.toString());
        }
    }

    private static JsonNode post(HttpClient http, URI uri, String body, boolean wait) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (wait) {
            request.header("Prefer", "wait=60");
        }
        return send(http, request.build());
    }

    private static JsonNode send(HttpClient http, HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(response.statusCode() + " " + response.body());
            }
            return Json.MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
