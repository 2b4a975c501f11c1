package dev.tablekeeper.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarServer;
import dev.tablekeeper.stores.google.liar.Request;
import dev.tablekeeper.stores.google.liar.bigquery.BigQueryLiar;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole system on BigQuery and Cloud Storage, as far as the liar plays them. */
@Timeout(300)
class GoogleServeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PROJECT = "a-project";
    private static final String LOCATION = "europe-west1";

    @TempDir
    private Path folder;

    private final CloudStorageLiar bucket = new CloudStorageLiar("bucket");
    private final LiarServer storage = new LiarServer(bucket, Faults.none());
    private final BigQueryLiar liar = new BigQueryLiar(PROJECT, LOCATION, bucket);
    private final LiarServer server = new LiarServer(liar, Faults.none());

    @AfterEach
    void close() {
        server.close();
        storage.close();
        liar.close();
    }

    private void makeDataset() throws IOException, InterruptedException {
        String dataset = "{\"datasetReference\":{\"projectId\":\"" + PROJECT
                + "\",\"datasetId\":\"warehouse\"},\"location\":\"" + LOCATION + "\"}";
        HttpRequest request = HttpRequest.newBuilder(
                        server.address().resolve("/bigquery/v2/projects/" + PROJECT + "/datasets"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(dataset))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private Configuration configuration(Map<String, String> changes) {
        Map<String, String> environment = new HashMap<>(Map.of(
                Configuration.WAREHOUSE, "bigquery:" + PROJECT + ".warehouse",
                Configuration.OBJECTS, "gs://bucket/objects",
                Configuration.BACKUPS, "gs://bucket/backups",
                Configuration.BIGQUERY_ENDPOINT, server.address().toString(),
                Configuration.STORAGE_ENDPOINT, storage.address().toString(),
                Configuration.CREDENTIALS, "none",
                Configuration.BACKUP_AT, "off",
                Configuration.TABLES, "../tables",
                Configuration.VIEWS, "../views",
                Configuration.LISTEN, "127.0.0.1:0"));
        environment.put(Configuration.OPERATIONS_LISTEN, "off");
        environment.putAll(changes);
        return Configuration.of(environment);
    }

    @Test
    void rowsArriveOnceAndAreThereAfterARestart() throws Exception {
        makeDataset();
        JsonNode load;
        JsonNode insert;
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            load = post(serve, "/v1/tables/departments/loads?maxRejected=1", "text/csv", "1,A\nx,B\n2,C\n");
            insert = post(
                    serve,
                    "/insert_data?mode=merge",
                    "application/json",
                    "{\"departments\":[{\"id\":2,\"department\":\"D\"}],\"jobs\":[{\"id\":1,\"job\":\"J\"},{}],"
                            + "\"hired_employees\":[{\"id\":1,\"name\":\"Ada\",\"datetime\":\"2021-07-27T16:02:08Z\","
                            + "\"department_id\":2,\"job_id\":1}]}");

            assertThat(load.get("status").asText()).as(load.toString()).isEqualTo("succeeded");
            assertThat(load.at("/result/rowsLoaded").asLong()).isEqualTo(2);
            assertThat(load.at("/result/rowsRejected").asLong()).isEqualTo(1);
            assertThat(insert.get("status").asText()).as(insert.toString()).isEqualTo("succeeded");
        }
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            assertThat(get(serve, "/v1/jobs/" + load.get("id").asText()).get("status"))
                    .isEqualTo(load.get("status"));
            assertThat(text(serve, "/v1/jobs/" + load.get("id").asText() + "/rejects"))
                    .contains("not-an-integer");
            assertThat(get(serve, "/v1/tables/departments/rows").get("rows"))
                    .extracting(row ->
                            row.get("id").asLong() + row.get("department").asText())
                    .containsExactlyInAnyOrder("1A", "2D");
            JsonNode view = get(serve, "/v1/views/employees_hired_per_quarter?year=2021");
            assertThat(view.at("/rows/0/department").asText()).isEqualTo("D");
            assertThat(view.at("/rows/0/q3").asLong()).isEqualTo(1);
        }
    }

    @Test
    void whatIsInTheBucketIsLoadedByItsNameOrItsWholeAddress() throws Exception {
        makeDataset();
        bucket.put("objects/incoming/jobs/a.csv", "1,A\n".getBytes(StandardCharsets.UTF_8), Map.of());
        bucket.put("objects/incoming/jobs/b.csv", "2,B\n".getBytes(StandardCharsets.UTF_8), Map.of());
        bucket.put("objects/private.csv", "3,C\n".getBytes(StandardCharsets.UTF_8), Map.of());
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            for (String uri : new String[] {"incoming/jobs/a.csv", "gs://bucket/objects/incoming/jobs/b.csv"}) {
                JsonNode load = post(serve, "/v1/tables/jobs/loads", "application/json", "{\"uri\":\"" + uri + "\"}");
                assertThat(load.get("status").asText()).as(load.toString()).isEqualTo("succeeded");
            }
            assertThat(get(serve, "/v1/tables/jobs").get("rows").asLong()).isEqualTo(2);
            assertThat(posted(
                                    serve,
                                    "/v1/tables/jobs/loads",
                                    "application/json",
                                    "{\"uri\":\"gs://bucket/objects/private.csv\"}")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void whatHasTwoNamesIsOneLoad() throws Exception {
        makeDataset();
        String path = "incoming/jobs/a.csv";
        String address = "gs://bucket/objects/" + path;
        bucket.put("objects/" + path, "1,A\n".getBytes(StandardCharsets.UTF_8), Map.of());
        bucket.put("objects/incoming/jobs/b.csv", "2,B\n".getBytes(StandardCharsets.UTF_8), Map.of());
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            assertOneLoad(serve, address, path);
            assertOneLoad(serve, "incoming/jobs/b.csv", "gs://bucket/objects/incoming/jobs/b.csv");
            assertThat(get(serve, "/v1/tables/jobs").get("rows").asLong()).isEqualTo(2);
        }
    }

    private static void assertOneLoad(Serve serve, String uri, String sameUri) throws Exception {
        JsonNode first = post(serve, "/v1/tables/jobs/loads", "application/json", "{\"uri\":\"" + uri + "\"}");
        JsonNode second = post(serve, "/v1/tables/jobs/loads", "application/json", "{\"uri\":\"" + sameUri + "\"}");
        assertThat(second.get("id")).isEqualTo(first.get("id"));
        assertThat(second.path("existing").asBoolean()).isTrue();
    }

    @Test
    void filesArriveInAPlaceOfTheirOwnWithOptionsInTheirMetadata() throws Exception {
        makeDataset();
        bucket.put("arrivals/jobs/a.csv", "1;A\n".getBytes(StandardCharsets.UTF_8), Map.of());
        bucket.put(
                "arrivals/jobs/b.csv",
                "1;B\n".getBytes(StandardCharsets.UTF_8),
                Map.of("tablekeeper-options", "{\"mode\":\"merge\",\"delimiter\":\";\"}"));
        bucket.put("objects/incoming/jobs/c.csv", "3,C\n".getBytes(StandardCharsets.UTF_8), Map.of());
        try (Serve serve = Serve.start(configuration(Map.of(Configuration.INCOMING, "gs://bucket/arrivals")))) {
            for (String uri : new String[] {"gs://bucket/arrivals/jobs/a.csv", "incoming/jobs/b.csv"}) {
                JsonNode load = post(serve, "/v1/tables/jobs/loads", "application/json", "{\"uri\":\"" + uri + "\"}");
                assertThat(load.get("status").asText()).as(load.toString()).isEqualTo("succeeded");
            }
            assertThat(get(serve, "/v1/tables/jobs/rows").at("/rows/0/job").asText())
                    .isEqualTo("B");
            assertThat(get(serve, "/v1/tables/jobs").get("rows").asLong()).isEqualTo(1);
            assertThat(posted(
                                    serve,
                                    "/v1/tables/jobs/loads",
                                    "application/json",
                                    "{\"uri\":\"gs://bucket/objects/incoming/jobs/c.csv\"}")
                            .statusCode())
                    .isEqualTo(403);
            // Without an account there is nobody who could sign.
            assertThat(posted(serve, "/v1/tables/jobs/uploads", "application/json", "{}")
                            .statusCode())
                    .isEqualTo(501);
        }
    }

    @Test
    void aLoadAsksBigQueryFewTimesHoweverManyPartsItHas() throws Exception {
        makeDataset();
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            // Parts have 16 MB at least.
            for (int megabytes : new int[] {1, 40}) {
                String name = megabytes + ".csv";
                bucket.put("objects/incoming/departments/" + name, csv(megabytes << 20), Map.of());
                server.lie(Faults.none());

                succeeded(post(
                        serve,
                        "/v1/tables/departments/loads",
                        "application/json",
                        "{\"uri\":\"incoming/departments/" + name + "\"}"));

                assertThat(server.calls().stream().filter(call -> !isLook(call)))
                        .as("requests of BigQuery, besides looks at jobs")
                        .hasSizeLessThanOrEqualTo(6);
            }
        }
    }

    private static boolean isLook(Request call) {
        return call.method().equals("GET") && call.parts().contains("jobs");
    }

    private static byte[] csv(int bytes) {
        String name = "D".repeat(1_000);
        StringBuilder csv = new StringBuilder();
        for (int id = 1; csv.length() < bytes; id++) {
            csv.append(id).append(',').append(name).append('\n');
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatWasDroppedComesBackFromTheBackupAndThatCanBeUndone() throws Exception {
        makeDataset();
        liar.keepHistory();
        String backup;
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            succeeded(post(serve, "/v1/tables/departments/loads", "text/csv", "1,A\n2,B\n"));
            succeeded(post(serve, "/v1/tables/jobs/loads", "text/csv", "1,J\n"));
            JsonNode job = succeeded(post(serve, "/v1/backups", "application/json", "{}"));
            backup = job.at("/result/backup").asText();
            succeeded(post(serve, "/v1/tables/jobs/loads", "text/csv", "2,K\n"));
            dropTable("departments");

            JsonNode restore = succeeded(post(
                    serve,
                    "/v1/restores",
                    "application/json",
                    "{\"backup\":\"" + backup + "\",\"tables\":[\"departments\",\"jobs\"]}"));

            assertThat(rows(serve, "departments", "department")).containsExactlyInAnyOrder("1A", "2B");
            assertThat(rows(serve, "jobs", "job")).containsExactly("1J");
            assertThat(restore.at("/result/rowsReplaced").asLong()).isEqualTo(1);
            succeeded(post(serve, "/v1/jobs/" + restore.get("id").asText() + "/undo", "application/json", "{}"));
            assertThat(rows(serve, "jobs", "job")).containsExactlyInAnyOrder("1J", "2K");
            assertThat(tableThere("departments")).isFalse();
        }
    }

    private static JsonNode succeeded(JsonNode job) {
        assertThat(job.get("status").asText()).as(job.toString()).isEqualTo("succeeded");
        return job;
    }

    private static Iterable<String> rows(Serve serve, String table, String column) throws Exception {
        List<String> rows = new ArrayList<>();
        get(serve, "/v1/tables/" + table + "/rows")
                .get("rows")
                .forEach(
                        row -> rows.add(row.get("id").asLong() + row.get(column).asText()));
        return rows;
    }

    private void dropTable(String table) throws IOException, InterruptedException {
        HTTP.send(HttpRequest.newBuilder(tableAddress(table)).DELETE().build(), HttpResponse.BodyHandlers.discarding());
        assertThat(tableThere(table)).isFalse();
    }

    private boolean tableThere(String table) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(tableAddress(table)).build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    private URI tableAddress(String table) {
        return server.address().resolve("/bigquery/v2/projects/" + PROJECT + "/datasets/warehouse/tables/" + table);
    }

    @Test
    void aStartThatFailsNamesTheSetting() {
        assertFails(Map.of(), Configuration.WAREHOUSE, "there is no dataset a-project.warehouse", "bq mk");
        assertFails(Map.of(Configuration.WAREHOUSE, "bigquery:warehouse"), Configuration.WAREHOUSE, "PROJECT.DATASET");
        assertFails(Map.of(Configuration.OBJECTS, "file:" + folder), Configuration.OBJECTS, "gs://BUCKET/PREFIX");
        assertFails(Map.of(Configuration.OBJECTS, "gs://B!"), Configuration.OBJECTS, "gs://BUCKET/PREFIX");
        assertFails(Map.of(Configuration.OBJECTS, "gs://nobodys/objects"), Configuration.OBJECTS, "nobodys");
        assertFails(
                Map.of(Configuration.BACKUPS, "gs://bucket/objects/b"), Configuration.BACKUPS, "place of their own");
        assertFails(
                Map.of(Configuration.INCOMING, "file:" + folder),
                Configuration.INCOMING,
                "no folder is watched",
                "gs://BUCKET/PREFIX");
        for (String own : new String[] {"gs://bucket", "gs://bucket/objects", "gs://bucket/objects/staging"}) {
            assertFails(Map.of(Configuration.INCOMING, own), Configuration.INCOMING, "a place of its own");
        }
        assertFails(Map.of(Configuration.INCOMING, "gs://bucket/backups/x"), "the backups in", "a place of its own");
        assertFails(Map.of(Configuration.STORAGE_ENDPOINT, ""), Configuration.CREDENTIALS, "for emulators");
        assertFails(Map.of(Configuration.CREDENTIALS, "mine"), Configuration.CREDENTIALS, "none, or not set");
    }

    private void assertFails(Map<String, String> changes, String... parts) {
        assertThatThrownBy(() -> Serve.start(configuration(changes)).close())
                .satisfies(failure ->
                        assertThat(failure.getMessage()).contains(parts).doesNotContain("\n"));
    }

    private static JsonNode post(Serve serve, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response = posted(serve, path, type, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }

    private static HttpResponse<String> posted(Serve serve, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(serve.uri().resolve(path))
                .header("Content-Type", type)
                .header("Prefer", "wait=60")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode get(Serve serve, String path) throws IOException, InterruptedException {
        return Json.MAPPER.readTree(text(serve, path));
    }

    private static String text(Serve serve, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(serve.uri().resolve(path)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
