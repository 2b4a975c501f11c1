package dev.tablekeeper.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.key.KeyEntry;
import dev.tablekeeper.model.table.DefinitionException;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system in one JVM, over HTTP. */
class ServeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void whatWasLoadedIsThereAfterARestartWithItsJobAndItsRejects() throws Exception {
        String id;
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            JsonNode job = post(serve, "/v1/tables/departments/loads?maxRejected=1", "text/csv", "1,A\nx,B\n");
            id = job.get("id").asText();
            assertThat(job.at("/result/rowsLoaded").asLong()).isEqualTo(1);
        }

        try (Serve serve = Serve.start(configuration(Map.of()))) {
            assertThat(get(serve, "/v1/jobs/" + id).get("status").asText()).isEqualTo("succeeded");
            assertThat(text(serve, "/v1/jobs/" + id + "/rejects")).contains("not-an-integer");
            assertThat(get(serve, "/v1/tables/departments").get("rows").asLong())
                    .isEqualTo(1);
        }
    }

    @Test
    void oneGenerationIsLoadedOnceAlsoAfterItWasMovedAside() throws Exception {
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            Path incoming = folder.resolve("objects/incoming/departments");
            Files.createDirectories(incoming);
            Files.writeString(incoming.resolve("a.csv"), "1,A\n");
            String request = "{\"uri\":\"incoming/departments/a.csv\"}";

            JsonNode first = post(serve, "/v1/tables/departments/loads", "application/json", request);
            JsonNode second = post(serve, "/v1/tables/departments/loads", "application/json", request);

            assertThat(first.get("status").asText()).isEqualTo("succeeded");
            assertThat(second.get("id")).isEqualTo(first.get("id"));
            assertThat(second.get("existing").asBoolean()).isTrue();
            assertThat(get(serve, "/v1/tables/departments").get("rows").asLong())
                    .isEqualTo(1);

            // Set aside after the job's end is told.
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.notExists(incoming.resolve("a.csv")));
            Files.createDirectories(incoming);
            Files.writeString(incoming.resolve("a.csv"), "2,B\n");
            JsonNode third = post(serve, "/v1/tables/departments/loads", "application/json", request);
            assertThat(third.get("id")).isNotEqualTo(first.get("id"));
            assertThat(get(serve, "/v1/tables/departments").get("rows").asLong())
                    .isEqualTo(2);
        }
    }

    @Test
    void aKeyThatIsTakenOutOfItsFileOpensNothingSoonAfter() throws Exception {
        Path secret = Files.createDirectories(folder.resolve("secrets")).resolve("tablekeeper-api-keys");
        Files.writeString(secret, "[" + entry("one") + "," + entry("two") + "]\n");
        try (Serve serve = Serve.start(configuration(Map.of("TABLEKEEPER_SECRETS", "file:" + secret.getParent())))) {
            assertThat(status(serve, "one")).isEqualTo(200);
            assertThat(status(serve, "three")).isEqualTo(401);
            Files.writeString(secret, "[" + entry("two") + "]\n");

            await().until(() -> status(serve, "one") == 401);
            assertThat(status(serve, "two")).isEqualTo(200);
        }
    }

    private static String entry(String key) {
        return "{\"name\":\"" + key + "\",\"sha256\":\"" + KeyEntry.fingerprint(key) + "\",\"scopes\":[\"read\"]}";
    }

    private static int status(Serve serve, String key) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(serve.uri() + "/v1/tables"))
                                .header("X-API-Key", key)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void theShippedViewsAnswer() throws Exception {
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            post(serve, "/v1/tables/departments/loads", "text/csv", "1,A\n2,B\n");
            post(serve, "/v1/tables/jobs/loads", "text/csv", "7,Dev\n");
            post(
                    serve,
                    "/v1/tables/hired_employees/loads",
                    "text/csv",
                    "1,X,2021-12-31T23:59:59Z,1,7\n2,Y,2022-01-01T00:30:00+01:00,1,9\n");

            JsonNode quarters = get(serve, "/v1/views/employees_hired_per_quarter?year=2021");
            assertThat(quarters.get("rows").toString())
                    .isEqualTo(
                            "[{\"year\":2021,\"department\":\"A\",\"job\":\"(unknown)\",\"q1\":0,\"q2\":0,\"q3\":0,\"q4\":1},"
                                    + "{\"year\":2021,\"department\":\"A\",\"job\":\"Dev\",\"q1\":0,\"q2\":0,\"q3\":0,\"q4\":1}]");
            assertThat(get(serve, "/v1/views/departments_above_average_hires")
                            .get("rows")
                            .toString())
                    .isEqualTo("[{\"year\":2021,\"id\":1,\"department\":\"A\",\"hired\":2}]");
        }
    }

    @Test
    void whileItStopsItIsAliveAndNotReady() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Doors doors = new Doors(
                UnaryOperator.identity(),
                warehouse -> new DelegatingWarehouse(warehouse) {
                    @Override
                    public void close() {
                        closing.countDown();
                        try {
                            goOn.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        super.close();
                    }
                },
                List.of());
        Serve serve = Serve.start(configuration(Map.of()), doors);
        URI operations = serve.operationsUri().orElseThrow();
        assertThat(status(operations.resolve("/readyz"))).isEqualTo(200);
        assertThat(status(serve.uri().resolve("/readyz"))).isEqualTo(200);

        Thread stop = new Thread(serve::close);
        stop.start();
        closing.await();
        assertThat(status(operations.resolve("/readyz"))).isEqualTo(503);
        assertThat(status(operations.resolve("/healthz"))).isEqualTo(200);
        goOn.countDown();
        stop.join();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> status(operations.resolve("/healthz")));
    }

    @Test
    void aPlaceForObjectsThatVanishesIsNotReady() throws Exception {
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            URI ready = serve.operationsUri().orElseThrow().resolve("/readyz");
            assertThat(status(ready)).isEqualTo(200);
            Files.move(folder.resolve("objects"), folder.resolve("elsewhere"));
            assertThat(status(ready)).isEqualTo(503);
            Files.move(folder.resolve("elsewhere"), folder.resolve("objects"));
            assertThat(status(ready)).isEqualTo(200);
        }
    }

    @Test
    void whatHappensIsCountedAndTemporalsShareToo() throws Exception {
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            post(serve, "/v1/tables/departments/loads?maxRejected=1", "text/csv", "1,A\nx,B\n");
            post(serve, "/insert_data", "application/json", "{\"jobs\":[{\"id\":1,\"job\":\"A\"},{}]}");
            assertThat(posted(serve, "/insert_data", "application/json", "{\"jobs\":[{}]}")
                            .statusCode())
                    .isEqualTo(422);
            URI metrics = serve.operationsUri().orElseThrow().resolve("/metrics");
            assertThat(body(metrics))
                    .contains("tablekeeper_jobs_ended_total{kind=\"insert\",status=\"succeeded\"} 1.0")
                    .contains("tablekeeper_rows_loaded_total{table=\"jobs\"} 1.0")
                    .contains("tablekeeper_jobs_ended_total{kind=\"insert\",status=\"failed\"} 1.0")
                    .contains("tablekeeper_jobs_accepted_total{kind=\"insert\"} 2.0")
                    .contains("tablekeeper_rows_rejected_total{table=\"jobs\"} 2.0")
                    .contains("tablekeeper_jobs_accepted_total{kind=\"load\"} 1.0")
                    .contains("tablekeeper_jobs_ended_total{kind=\"load\",status=\"succeeded\"} 1.0")
                    .contains("tablekeeper_rows_loaded_total{table=\"departments\"} 1.0")
                    .contains("tablekeeper_rows_rejected_total{table=\"departments\"} 1.0")
                    .contains("uri=\"/v1/tables/{table}/loads\"");
            // The SDK hands its counts over now and then.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> body(metrics).contains("temporal_workflow_completed_total"));
        }
    }

    @Test
    void theOperationsPortMayBeOff() {
        try (Serve serve = Serve.start(configuration(Map.of(Configuration.OPERATIONS_LISTEN, "off")))) {
            assertThat(serve.operationsUri()).isEmpty();
        }
    }

    @Test
    void aBrokenDefinitionIsReportedWithItsPlace() throws Exception {
        Path tables = Files.createDirectories(folder.resolve("tables"));
        Files.writeString(tables.resolve("t.yaml"), "table: t\ncolumns:\n  - {name: id, type: INTEGER}\n");

        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> Serve.start(configuration(Map.of(Configuration.TABLES, tables.toString()))))
                .withMessageContaining("t.yaml:3")
                .withMessageContaining("INT64");
    }

    @Test
    void aValueMayBeASecret() throws Exception {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("listen-here"), "127.0.0.1:0\n");
        Map<String, String> changes =
                Map.of(Configuration.SECRETS, "file:" + secrets, Configuration.LISTEN, "secret:listen-here");

        try (Serve serve = Serve.start(configuration(changes))) {
            assertThat(serve.uri().getHost()).isEqualTo("127.0.0.1");
        }
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Serve.start(configuration(Map.of(Configuration.LISTEN, "secret:absent-from-here"))))
                .withMessageContaining("TABLEKEEPER_LISTEN")
                .withMessageContaining("absent-from-here");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Serve.start(configuration(Map.of(Configuration.OBJECTS, "file:/proc/no"))))
                .withMessageContaining("TABLEKEEPER_OBJECTS=file:/proc/no");
    }

    @Test
    void backupsLieNowhereAmongTheObjects() {
        for (String backups : new String[] {"objects", "objects/incoming", "objects/../objects/x", ""}) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Serve.start(
                            configuration(Map.of(Configuration.BACKUPS, "file:" + folder.resolve(backups)))))
                    .withMessageContaining("TABLEKEEPER_BACKUPS=file:" + folder)
                    .withMessageContaining("a place of their own");
        }
    }

    @Test
    void aSettingOfBackupsThatIsNotUnderstoodIsNamed() {
        Map<String, String> wrong = Map.of(
                Configuration.BACKUP_AT, "8 o'clock",
                Configuration.TIME_ZONE, "Europe/Nowhere",
                Configuration.RETENTION, "a week",
                Configuration.BACKUPS, "s3://bucket");
        wrong.forEach((setting, value) -> assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Serve.start(configuration(Map.of(setting, value))))
                .withMessageContaining(setting)
                .withMessageContaining(value));
    }

    @Test
    void aSettingThatIsNotUnderstoodIsNamed() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Serve.start(configuration(Map.of(Configuration.WAREHOUSE, "mysql:x"))))
                .withMessageContaining("TABLEKEEPER_WAREHOUSE=mysql:x");
    }

    private Configuration configuration(Map<String, String> changes) {
        Map<String, String> environment = new HashMap<>(Map.of(
                Configuration.WAREHOUSE, "duckdb:" + folder.resolve("warehouse.duckdb"),
                Configuration.OBJECTS, "file:" + folder.resolve("objects"),
                Configuration.BACKUPS, "file:" + folder.resolve("backups"),
                Configuration.BACKUP_AT, "off",
                Configuration.TABLES, "../tables",
                Configuration.VIEWS, "../views",
                Configuration.LISTEN, "127.0.0.1:0",
                Configuration.OPERATIONS_LISTEN, "127.0.0.1:0"));
        environment.putAll(changes);
        return Configuration.of(environment);
    }

    private static JsonNode post(Serve serve, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response = posted(serve, path, type, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }

    private static HttpResponse<String> posted(Serve serve, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(resolve(serve, path))
                .header("Content-Type", type)
                .header("Prefer", "wait=30")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode get(Serve serve, String path) throws IOException, InterruptedException {
        return Json.MAPPER.readTree(text(serve, path));
    }

    private static String text(Serve serve, String path) throws IOException, InterruptedException {
        return body(resolve(serve, path));
    }

    private static String body(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static URI resolve(Serve serve, String path) {
        return serve.uri().resolve(path);
    }
}
