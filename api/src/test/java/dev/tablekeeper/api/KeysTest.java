package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.JobStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    /** What each open route answers, where there is nothing called x; pages hold no data. */
    private static final Map<String, Integer> WITHOUT_A_KEY = Map.of(
            "/healthz", 200,
            "/readyz", 200,
            "/openapi.json", 200,
            "/docs", 200,
            "/dashboard", 200,
            "/assets/{build}/{file}", 404);

    @TempDir
    Path folder;

    final Keys keys = new Keys(
            Keys.entry("reader", "read", ""),
            Keys.entry("loader", "load,read", "\"tables\":[\"people\",\"nowhere\"]"),
            Keys.entry("other", "load,read", "\"tables\":[\"keyless\"]"),
            Keys.entry("all", "read,insert,load,backup,restore", "\"tables\":[\"*\"]"),
            "{\"name\":\"flow\",\"email\":\"Flow@example.com\",\"scopes\":[\"read\"]}");
    World world;

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    void exposed() {
        world = new World(folder, keys.guard(), true);
    }

    World.Reply get(String path, String key) {
        return world.get(path, "X-API-Key", key);
    }

    World.Reply load(String table, String key, String... headers) {
        HttpRequest.Builder request = world.request("/v1/tables/" + table + "/loads", "X-API-Key", key);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return world.send(
                request.header("Content-Type", "text/csv").POST(HttpRequest.BodyPublishers.ofString(World.CSV)));
    }

    @Test
    void withoutAKeyNothingIsToldOrDone() {
        exposed();
        for (String line : world.server.routes()) {
            String[] route = line.split(" ", 2);
            World.Reply reply = world.send(world.request(route[1].replaceAll("\\{\\w+}", "x"))
                    .method(route[0], HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(reply.status()).as(line).isEqualTo(WITHOUT_A_KEY.getOrDefault(route[1], 401));
        }
        World.Reply reply = world.get("/v1/tables");
        assertThat(reply.type()).isEqualTo("urn:tablekeeper:unauthenticated");
        assertThat(reply.header("WWW-Authenticate")).contains("ApiKey realm=").contains("Bearer");
        assertThat(world.objects("")).isEmpty();
    }

    @Test
    void aKeyComesInTheHeaderOrInTheQuery() {
        exposed();
        assertThat(get("/v1/tables", "reader-key").status()).isEqualTo(200);
        assertThat(world.get("/v1/tables?key=reader-key").status()).isEqualTo(200);
        assertThat(world.get("/v1/jobs?limit=3&key=reader-key").status()).isEqualTo(200);
        for (String wrong : List.of("reader-kez", "reader", "READER-KEY", "x".repeat(4_000))) {
            assertThat(get("/v1/tables", wrong).status()).as(wrong).isEqualTo(401);
            assertThat(world.get("/v1/tables?key=" + wrong).status()).as(wrong).isEqualTo(401);
        }
        assertThat(get("/v1/tables", "").status()).isEqualTo(401);
    }

    @Test
    void aKeyThatDoesNotCountIsNotMadeUpForByAnother() {
        exposed();
        assertThat(world.get("/v1/tables?key=reader-key", "X-API-Key", "gone").status())
                .isEqualTo(401);
        assertThat(world.get("/v1/tables", "X-API-Key", "gone", "Authorization", "Bearer flow@example.com")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void anAccountIsLetInByItsToken() {
        exposed();
        assertThat(world.get("/v1/tables", "Authorization", "Bearer flow@example.com")
                        .status())
                .isEqualTo(200);
        assertThat(world.get("/v1/tables", "authorization", "bearer FLOW@example.com")
                        .status())
                .isEqualTo(200);
        for (String wrong : List.of("Bearer who@example.com", "Bearer nonsense", "Basic flow@example.com", "Bearer")) {
            assertThat(world.get("/v1/tables", "Authorization", wrong).status())
                    .as(wrong)
                    .isEqualTo(401);
        }
    }

    @Test
    void aKeyWithoutTheScopeIsToldWhichItLacks() {
        exposed();
        World.Reply reply = load("people", "reader-key");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.type()).isEqualTo("urn:tablekeeper:permission-denied");
        assertThat(reply.json().path("detail").asText()).contains("'reader'").contains("'load'");
        assertThat(world.objects("")).isEmpty();
    }

    @Test
    void aKeyIsForItsTablesAlone() {
        exposed();
        world.put("incoming/a.csv", World.CSV);

        assertThat(load("people", "loader-key").status()).isEqualTo(202);
        for (World.Reply reply : List.of(
                load("keyless", "loader-key"),
                load("unheard", "loader-key"),
                get("/v1/tables/keyless", "loader-key"),
                get("/v1/tables/keyless/rows", "loader-key"),
                get("/v1/tables/unheard", "loader-key"),
                get("/v1/jobs?table=keyless", "loader-key"),
                get("/v1/views/hired", "other-key"),
                world.post(
                        "/load_csv",
                        "{\"table\":\"keyless\",\"uri\":\"incoming/a.csv\"}",
                        "X-API-Key",
                        "loader-key"))) {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.json().path("detail").asText()).containsPattern("not for the table \\w+");
            assertThat(reply.body()).doesNotContain("jobs");
        }
        assertThat(get("/v1/tables/nowhere", "loader-key").status()).isEqualTo(404);
        assertThat(names(get("/v1/tables", "loader-key"), "tables", "table")).containsExactly("people");
        assertThat(names(get("/v1/views", "other-key"), "views", "view")).isEmpty();
        assertThat(names(get("/v1/views", "loader-key"), "views", "view")).containsExactly("hired");
        assertThat(get("/v1/views/hired", "loader-key").status()).isEqualTo(200);
    }

    @Test
    void jobsOfOtherTablesAreNotShown() {
        exposed();
        String mine = load("people", "loader-key").id();
        String theirs = load("keyless", "other-key").id();
        world.end(theirs, JobStatus.SUCCEEDED, 1);
        world.put("rejects/" + theirs + ".csv", "_line\n");

        assertThat(names(get("/v1/jobs", "loader-key"), "jobs", "id")).containsExactly(mine);
        assertThat(names(get("/v1/jobs", "all-key"), "jobs", "id")).containsExactlyInAnyOrder(mine, theirs);
        for (String what : List.of("", "?wait=1", "/events", "/rejects")) {
            assertThat(get("/v1/jobs/" + theirs + what, "loader-key").status())
                    .as(what)
                    .isEqualTo(403);
        }
        assertThat(world.post("/v1/jobs/" + theirs + "/cancel", "", "X-API-Key", "loader-key")
                        .status())
                .isEqualTo(403);
        assertThat(get("/v1/jobs/" + theirs + "/rejects", "other-key").status()).isEqualTo(200);
    }

    @Test
    void aJobsOwnScopeIsNeededToStopItAndToReadItsRejects() {
        exposed();
        String job = load("people", "loader-key").id();

        assertThat(get("/v1/jobs/" + job, "reader-key").status()).isEqualTo(200);
        assertThat(get("/v1/jobs/" + job + "/rejects", "reader-key")
                        .json()
                        .path("detail")
                        .asText())
                .contains("'load'");
        assertThat(world.post("/v1/jobs/" + job + "/retry", "", "X-API-Key", "reader-key")
                        .status())
                .isEqualTo(403);
        World.Reply cancel = world.post("/v1/jobs/" + job + "/cancel", "", "X-API-Key", "reader-key");
        assertThat(cancel.status()).isEqualTo(403);
        assertThat(world.post("/v1/jobs/" + job + "/cancel", "", "X-API-Key", "loader-key")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void aJobSaysWhichKeyStartedIt() {
        exposed();
        assertThat(load("people", "loader-key").json().path("startedBy").asText())
                .isEqualTo("loader");
        assertThat(load("people", "all-key").json().path("startedBy").asText()).isEqualTo("all");
    }

    @Test
    void idempotencyKeysBelongToTheKeysName() {
        exposed();
        String first = load("people", "loader-key", "Idempotency-Key", "k").id();

        assertThat(load("people", "loader-key", "Idempotency-Key", "k").id()).isEqualTo(first);
        assertThat(load("people", "all-key", "Idempotency-Key", "k").id()).isNotEqualTo(first);
    }

    @Test
    void aRevokedKeyFailsAtTheNextRequestAfterTheKeysWereReadAgain() {
        exposed();
        assertThat(get("/v1/tables", "reader-key").status()).isEqualTo(200);
        keys.set(Keys.entry("late", "read", ""));
        keys.pass(4);

        assertThat(get("/v1/tables", "reader-key").status()).isEqualTo(401);
        assertThat(get("/v1/tables", "late-key").status()).isEqualTo(200);
    }

    @Test
    void aFeedEndsWithTheKeyThatOpenedIt() throws IOException {
        exposed();
        try (Socket socket = world.connect(
                        "", "GET /v1/jobs/events HTTP/1.1", "Host: x", "Connection: close", "X-API-Key: reader-key");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(20_000);
            assertThat(lines.readLine()).contains("200");
            keys.set(Keys.entry("late", "read", ""));
            keys.pass(4);
            // It ends; otherwise this would be a timeout.
            assertThat(lines.lines().filter(Predicate.not(String::isEmpty)).toList())
                    .noneMatch(line -> line.startsWith("data:"));
        }
    }

    @Test
    void aFeedTellsOfNoOtherTables() throws IOException {
        exposed();
        try (Socket socket = world.connect("", "GET /v1/jobs/events HTTP/1.1", "Host: x", "X-API-Key: loader-key");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(20_000);
            assertThat(lines.readLine()).contains("200");
            String theirs = load("keyless", "other-key").id();
            String mine = load("people", "loader-key").id();
            StringBuilder seen = new StringBuilder();
            while (!seen.toString().contains(mine)) {
                seen.append(lines.readLine()).append('\n');
            }
            assertThat(seen.toString()).doesNotContain(theirs);
        }
    }

    @Test
    void onLoopbackNoKeyIsNeededButOneThatIsPresentedCounts() {
        world = new World(folder, keys.guard(), false);

        assertThat(world.get("/v1/tables").status()).isEqualTo(200);
        assertThat(world.load("people", World.CSV).json().path("startedBy").asText())
                .isEqualTo("anonymous");
        assertThat(load("people", "reader-key").status()).isEqualTo(403);
        assertThat(get("/v1/tables", "wrong").status()).isEqualTo(401);
    }

    @Test
    void whereNoKeyIsKnownOneThatIsPresentedIsPassedOver() {
        world = new World(folder);

        assertThat(get("/v1/tables", "of another server").status()).isEqualTo(200);
    }

    @Test
    void whatWasPassedOnToLoopbackNeedsAKey() {
        world = new World(folder, keys.guard(), false);

        World.Reply refused = world.get("/v1/tables", "X-Forwarded-For", "192.0.2.7");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().path("detail").asText()).contains("passed on");
        assertThat(world.get("/v1/tables", "Via", "1.1 proxy", "X-API-Key", "reader-key")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void listeningElsewhereNeedsAKeyToStart() {
        world = new World(folder);

        assertThatThrownBy(() -> new ApiServer(world.parts, new Keys().guard(), "0.0.0.0:0"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("keys new")
                .hasMessageContaining("127.0.0.1")
                .hasMessageNotContaining("\n");
    }

    private static List<String> names(World.Reply reply, String list, String field) {
        assertThat(reply.status()).isEqualTo(200);
        return reply.json().path(list).findValuesAsText(field);
    }
}
