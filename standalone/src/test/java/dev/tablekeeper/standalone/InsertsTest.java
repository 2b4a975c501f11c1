package dev.tablekeeper.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inserts from the request to the table, in one JVM over HTTP. */
class InsertsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String NESTED = """
            table: orders
            key: [id]
            columns:
              - {name: id, type: INT64, mode: REQUIRED}
              - {name: total, type: BIGNUMERIC}
              - {name: tags, type: STRING, mode: REPEATED}
              - name: lines
                type: STRUCT
                mode: REPEATED
                fields:
                  - {name: article, type: STRING, mode: REQUIRED}
                  - {name: pieces, type: INT64}
              - {name: doc, type: JSON}
            """;

    @TempDir
    private Path folder;

    private Serve serve;

    @BeforeEach
    void start() throws IOException {
        Path tables = Files.createDirectories(folder.resolve("tables"));
        for (String name : List.of("departments", "jobs", "hired_employees")) {
            Files.copy(Path.of("../tables", name + ".yaml"), tables.resolve(name + ".yaml"));
        }
        Files.writeString(tables.resolve("orders.yaml"), NESTED);
        restart();
    }

    @AfterEach
    void stop() {
        serve.close();
    }

    @Test
    void goodRowsAreInTheTableAndBadOnesComeBack() {
        Reply reply = insert(
                "departments",
                "[{\"id\":1,\"department\":\"A\"},{\"id\":\"x\",\"department\":7,\"more\":1},{\"department\":\"C\"}]",
                "Prefer",
                "wait=30");

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().get("status").asText()).isEqualTo("succeeded");
        JsonNode result = reply.json().get("result");
        assertThat(result.get("rowsRead").asLong()).isEqualTo(3);
        assertThat(result.get("rowsLoaded").asLong()).isEqualTo(1);
        assertThat(result.get("rowsRejected").asLong()).isEqualTo(2);
        assertThat(result.at("/tables/0").toString())
                .isEqualTo("{\"table\":\"departments\",\"rowsRead\":3,\"rowsLoaded\":1,\"rowsRejected\":2}");
        assertThat(result.get("rejected").findValuesAsText("code"))
                .containsExactly("not-an-integer", "wrong-type", "unknown-field", "missing-value");
        assertThat(result.get("rejected").findValuesAsText("row")).containsExactly("2", "2", "2", "3");
        assertThat(count("departments")).isEqualTo(1);
        assertThat(get(result.get("rejects").asText()).body())
                .isEqualTo(
                        "_line,_column,_code,_reason,id,department,_extra\n"
                                + "\"2\",\"id\",\"not-an-integer\",\"id: 'x' is not an integer; wanted are digits, with a sign or"
                                + " without, such as -42; department: is a number; wanted is a text; more: there is no such"
                                + " column; there are id, department\",\"x\",\"7\",\"[\"\"{\\\"\"more\\\"\":1}\"\"]\"\n"
                                + "\"3\",\"id\",\"missing-value\",\"the field is missing, and the column needs a value\",,\"C\",\n");
    }

    @Test
    void theRejectedRowsStandInThe202() {
        Reply reply = insert("departments", "[{\"id\":1,\"department\":\"A\"},[2]]");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.header("Location")).isEqualTo("/v1/jobs/" + reply.id());
        assertThat(reply.json().at("/result/rejected").toString())
                .isEqualTo(
                        "[{\"table\":\"departments\",\"row\":2,\"column\":\"\",\"code\":\"wrong-type\",\"reason\":\"the"
                                + " row is a list; wanted is an object with a field for each column\"}]");
        assertThat(get("/v1/jobs/" + reply.id() + "/rejects").body()).contains("wrong-type", "[2]");
        assertThat(ended(reply).at("/result/rejected")).isEqualTo(reply.json().at("/result/rejected"));
    }

    @Test
    void severalTablesGoInTogether() {
        Reply reply = post(
                "/insert_data",
                "{\"departments\":[{\"id\":1,\"department\":\"A\"},{}],\"jobs\":[{\"id\":1,\"job\":\"B\"},{\"id\":2}],"
                        + "\"hired_employees\":[]}",
                "Prefer",
                "wait=30");

        assertThat(reply.json().at("/result/tables").findValuesAsText("rowsLoaded"))
                .containsExactly("1", "1");
        assertThat(reply.json().get("tables").toString()).isEqualTo("[\"departments\",\"jobs\"]");
        assertThat(count("departments")).isEqualTo(1);
        assertThat(count("jobs")).isEqualTo(1);
        assertThat(get("/v1/jobs/" + reply.id() + "/rejects").status()).isEqualTo(422);
        assertThat(get("/v1/jobs/" + reply.id() + "/rejects?table=jobs").body()).contains("missing-value");
    }

    @Test
    void aBatchWithoutAValidRowIsRefusedAndKept() {
        Reply reply = insert("departments", "[{\"id\":1},{\"id\":2}]");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().get("type").asText()).isEqualTo("urn:tablekeeper:invalid-rows");
        assertThat(reply.json().get("errors").findValuesAsText("row")).containsExactly("1", "2");
        String job = reply.json().get("job").asText();
        assertThat(get("/v1/jobs/" + job).json().get("status").asText()).isEqualTo("failed");
        assertThat(get("/v1/jobs/" + job).json().at("/error/type").asText()).isEqualTo("urn:tablekeeper:invalid-rows");
        assertThat(get("/v1/jobs/" + job + "/rejects").body()).contains("missing-value");
        assertThat(get("/v1/jobs?status=failed").json().at("/jobs/0/id").asText())
                .isEqualTo(job);
        assertThat(count("departments")).isZero();
    }

    @Test
    void withRejectOneBadRowKeepsAllOut() {
        Reply reply =
                post("/v1/tables/departments/rows?onInvalid=reject", "{\"rows\":[{\"id\":1,\"department\":\"A\"},{}]}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().get("errors").findValuesAsText("row")).containsExactly("2", "2");
        assertThat(count("departments")).isZero();
    }

    @Test
    void mergeReplacesRowsWithTheSameKey() {
        insert("departments", "[{\"id\":1,\"department\":\"A\"},{\"id\":2,\"department\":\"B\"}]", "Prefer", "wait=30");

        Reply reply = post(
                "/v1/tables/departments/rows?mode=merge",
                "{\"rows\":[{\"id\":2,\"department\":\"C\"},{\"id\":3,\"department\":\"D\"},{\"id\":3,\"department\":\"E\"}]}",
                "Prefer",
                "wait=30");

        assertThat(reply.json().at("/result/rowsSuperseded").asLong()).isEqualTo(1);
        assertThat(get("/v1/tables/departments/rows").json().get("rows").findValuesAsText("department"))
                .containsExactlyInAnyOrder("A", "C", "E");
    }

    @Test
    void nestedAndRepeatedColumnsKeepTheirPrecision() {
        Reply reply = insert(
                "orders",
                "[{\"id\":9007199254740993,\"total\":12345678901234567890.123456789012345678901234567890,"
                        + "\"tags\":[\"a\",\"b\"],\"lines\":[{\"article\":\"x\",\"pieces\":\"9007199254740993\"}],"
                        + "\"doc\":{\"n\":1.0}}]",
                "Prefer",
                "wait=30");

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(get("/v1/tables/orders/rows").body())
                .contains("\"id\":9007199254740993")
                .contains("12345678901234567890.12345678901234567890123456789")
                .contains("\"pieces\":9007199254740993");
    }

    @Test
    void whatIsWrongWithARequestIsSaidAtOnce() {
        assertThat(insert("departments", "[]").status()).isEqualTo(422);
        assertThat(insert("departments", rows(1_001)).body()).contains("1001 rows");
        assertThat(post("/v1/tables/departments/rows", "{\"row\":[]}").body()).contains("\"field\":\"row\"", "rows");
        assertThat(post("/v1/tables/departments/rows", "{\"rows\":{}}").status())
                .isEqualTo(422);
        assertThat(post("/v1/tables/departments/rows?mode=replace&onInvalid=x", "{\"rows\":[{}]}")
                        .json()
                        .get("errors")
                        .findValuesAsText("field"))
                .containsExactly("mode", "onInvalid");
        assertThat(post("/insert_data", "{\"departmens\":[{}],\"jobs\":[{}]}").body())
                .contains("did you mean 'departments'?");
        assertThat(post("/insert_data", "{}").status()).isEqualTo(422);
        assertThat(post("/insert_data", "[]").status()).isEqualTo(422);
        assertThat(post("/insert_data", "{\"jobs\":[{\"id\":1}],\"jobs\":[{\"id\":2}]}")
                        .body())
                .contains("is given twice");
        assertThat(post("/v1/tables/nothing/rows", "{\"rows\":[{}]}").status()).isEqualTo(404);
        assertThat(get("/v1/jobs").json().get("jobs")).isEmpty();
    }

    @Test
    void whatIsNotJsonIsNotRead() {
        for (String body :
                List.of("", "{", "{\"rows\":[NaN]}", "{\"rows\":[{}]} x", "{\"rows\":[" + "[".repeat(10_000))) {
            assertThat(post("/v1/tables/departments/rows", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(send("/v1/tables/departments/rows", "{\"rows\":[]}", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(send(
                                "/v1/tables/departments/rows",
                                "{\"rows\":[]}",
                                "Content-Type",
                                "application/json",
                                "Content-Encoding",
                                "gzip")
                        .status())
                .isEqualTo(415);
        assertThat(post("/v1/tables/departments/rows", " ".repeat(33 << 20)).status())
                .isEqualTo(413);
    }

    @Test
    void oneKeyAndOneRequestAreOneJob() {
        String[] key = {"Idempotency-Key", "k-1", "Prefer", "wait=30"};
        Reply first = insert("departments", rows(3), key);
        Reply second = insert("departments", rows(3), key);
        restart();
        Reply third = insert("departments", rows(3), key);

        assertThat(List.of(second.id(), third.id())).containsOnly(first.id());
        assertThat(third.json().get("status").asText()).isEqualTo("succeeded");
        assertThat(count("departments")).isEqualTo(3);
        assertThat(insert("departments", rows(2), key).json().get("type").asText())
                .isEqualTo("urn:tablekeeper:idempotency-key-reused");
        assertThat(insert("jobs", rows(3), key).status()).isEqualTo(422);
        assertThat(insert("departments", rows(3)).id()).isNotEqualTo(first.id());
    }

    @Test
    void aRefusalIsRepeatedUnderItsKey() {
        Reply first = insert("departments", "[{}]", "Idempotency-Key", "k-2");
        Reply second = insert("departments", "[{}]", "Idempotency-Key", "k-2");

        assertThat(second.status()).isEqualTo(422);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(get("/v1/jobs").json().get("jobs")).hasSize(1);
    }

    @Test
    void requestsThatRaceOnOneKeyAreOneJob() {
        List<CompletableFuture<Reply>> replies = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> insert("departments", rows(5), "Idempotency-Key", "k-3", "Prefer", "wait=30")))
                .toList();

        assertThat(replies.stream().map(CompletableFuture::join).map(Reply::id).distinct())
                .hasSize(1);
        assertThat(count("departments")).isEqualTo(5);
        awaitThatNothingIsStaged();
    }

    @Test
    void manyAtOnceAreAllThereOnce() {
        List<CompletableFuture<Reply>> replies = IntStream.range(0, 60)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> insert(
                        i % 2 == 0 ? "departments" : "jobs", i % 2 == 0 ? rows(10) : jobRows(10), "Prefer", "wait=30")))
                .toList();

        assertThat(replies.stream()
                        .map(CompletableFuture::join)
                        .map(r -> r.json().get("status").asText()))
                .containsOnly("succeeded");
        assertThat(count("departments")).isEqualTo(300);
        assertThat(count("jobs")).isEqualTo(300);
        awaitThatNothingIsStaged();
    }

    /** A job has ended before it has tidied up. */
    private void awaitThatNothingIsStaged() {
        await().untilAsserted(() -> assertThat(staged()).isEmpty());
    }

    private List<Path> staged() {
        try (Stream<Path> files = Files.walk(folder.resolve("objects/staging"))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String rows(int count) {
        return rows("department", count);
    }

    private static String jobRows(int count) {
        return rows("job", count);
    }

    private static String rows(String column, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "{\"id\":" + i + ",\"" + column + "\":\"D" + i + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private void restart() {
        if (serve != null) {
            serve.close();
        }
        Map<String, String> environment = new HashMap<>(Map.of(
                Configuration.WAREHOUSE,
                "duckdb:" + folder.resolve("warehouse.duckdb"),
                Configuration.OBJECTS,
                "file:" + folder.resolve("objects"),
                Configuration.BACKUPS,
                "file:" + folder.resolve("backups"),
                Configuration.BACKUP_AT,
                "off",
                Configuration.TABLES,
                folder.resolve("tables").toString(),
                Configuration.VIEWS,
                "../views",
                Configuration.LISTEN,
                "127.0.0.1:0",
                Configuration.OPERATIONS_LISTEN,
                "off"));
        serve = Serve.start(Configuration.of(environment));
    }

    private record Reply(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            try {
                return Json.MAPPER.readTree(body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + body(), e);
            }
        }

        String id() {
            return json().path("id").asText();
        }
    }

    private JsonNode ended(Reply reply) {
        return get("/v1/jobs/" + reply.id() + "?wait=30").json();
    }

    private long count(String table) {
        return get("/v1/tables/" + table).json().get("rows").asLong();
    }

    private Reply insert(String table, String rows, String... headers) {
        return post("/v1/tables/" + table + "/rows", "{\"rows\":" + rows + "}", headers);
    }

    private Reply post(String path, String body, String... headers) {
        return send(
                path,
                body,
                Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(headers))
                        .toArray(String[]::new));
    }

    private Reply send(String path, String body, String... headers) {
        return send(HttpRequest.newBuilder(uri(path))
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private Reply get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private URI uri(String path) {
        return serve.uri().resolve(path);
    }

    private static Reply send(HttpRequest request) {
        try {
            return new Reply(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
