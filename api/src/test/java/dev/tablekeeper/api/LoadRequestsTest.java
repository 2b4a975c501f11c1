package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadRequestsTest {
    @TempDir
    Path folder;

    World world;

    @BeforeEach
    void start() {
        world = new World(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void anUploadBecomesAJobWhoseInputIsTheStoredBody() {
        World.Reply reply = world.load("people", World.CSV);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.header("Location")).isEqualTo("/v1/jobs/" + reply.id());
        assertThat(reply.id()).matches("load-[a-z0-9-]{1,95}");
        JsonNode job = reply.json();
        assertThat(job.fieldNames())
                .toIterable()
                .containsExactly("id", "kind", "status", "tables", "startedBy", "createdAt", "input", "links");
        assertThat(job.path("status").asText()).isEqualTo("queued");
        assertThat(job.path("startedBy").asText()).isEqualTo("anonymous");
        assertThat(job.at("/input/uri").asText()).isEqualTo("uploads/" + reply.id());
        assertThat(job.at("/input/generation").isMissingNode()).isTrue();
        assertThat(job.at("/links/self").asText()).isEqualTo("/v1/jobs/" + reply.id());
        assertThat(job.at("/links/cancel").asText()).isEqualTo("/v1/jobs/" + reply.id() + "/cancel");
        assertThat(job.at("/links/temporal").asText())
                .isEqualTo("http://localhost:8233/namespaces/default/workflows/" + reply.id());
        assertThat(world.objects.read(Names.upload(reply.id()))).hasValue(World.CSV.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aCompressedUploadIsStoredAsItCame() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(World.CSV.getBytes(StandardCharsets.UTF_8));
        }
        World.Reply reply = world.send(world.request("/v1/tables/people/loads")
                .header("Content-Type", "text/csv; charset=utf-8")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes.toByteArray())));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(world.objects.read(Names.upload(reply.id()))).hasValue(bytes.toByteArray());
    }

    @Test
    void optionsComeAsQueryParameters() {
        World.Reply reply = world.send(world.request(
                        "/v1/tables/people/loads?mode=merge&trim=true&delimiter=%3B&maxRejected=5&columns=id,name")
                .header("Content-Type", "text/csv; charset=ISO-8859-1")
                .POST(HttpRequest.BodyPublishers.ofString(World.CSV)));

        assertThat(reply.status()).isEqualTo(202);
        JsonNode input = reply.json().path("input");
        assertThat(input.path("mode").asText()).isEqualTo("merge");
        assertThat(input.path("trim").asBoolean()).isTrue();
        assertThat(input.path("delimiter").asText()).isEqualTo(";");
        assertThat(input.path("maxRejected").asText()).isEqualTo("5");
        assertThat(input.path("columns")).hasSize(2);
        assertThat(input.path("encoding").asText()).isEqualTo("ISO-8859-1");
    }

    @Test
    void twoLoadsWithTheSameKeyAtOnceAreOneJob() {
        List<CompletableFuture<World.Reply>> both = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> world.load("people", World.CSV, "Idempotency-Key", "monday")))
                .toList();
        List<String> ids = both.stream().map(f -> f.join().id()).distinct().toList();

        assertThat(ids).hasSize(1);
        assertThat(both).allSatisfy(f -> assertThat(f.join().status()).isEqualTo(202));
        assertThat(world.objects("uploads/")).containsExactly("uploads/" + ids.get(0));
        assertThat(world.get("/v1/jobs").json().path("jobs")).hasSize(1);
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefusedAndItsUploadIsGone() {
        World.Reply first = world.load("people", World.CSV, "Idempotency-Key", "monday");
        World.Reply second = world.load("people", World.CSV + "3,Cid\n", "Idempotency-Key", "monday");

        assertThat(second.status()).isEqualTo(422);
        assertThat(second.type()).isEqualTo("urn:tablekeeper:idempotency-key-reused");
        assertThat(world.objects("uploads/")).containsExactly("uploads/" + first.id());
    }

    @Test
    void theSameKeyOnAnotherRouteIsAnotherKey() {
        world.put("incoming/people/a.csv", World.CSV);
        World.Reply first = world.load("people", World.CSV, "Idempotency-Key", "monday");
        World.Reply second = world.post(
                "/load_csv", "{\"table\":\"people\",\"uri\":\"incoming/people/a.csv\"}", "Idempotency-Key", "monday");

        assertThat(second.status()).isEqualTo(202);
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void everyFaultIsListedAtOnce() {
        World.Reply reply = world.send(world.request(
                        "/v1/tables/keyless/loads?mode=merge&header=maybe&trim=1&delimeter=,&quote=ab&maxRejected=lots"
                                + "&encoding=klingon&wait=soon&dryRun=true&dryRun=false")
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", "no spaces")
                .POST(HttpRequest.BodyPublishers.ofString(World.CSV)));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.type()).isEqualTo("urn:tablekeeper:invalid-request");
        assertThat(reply.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "mode",
                        "header",
                        "trim",
                        "delimeter",
                        "quote",
                        "maxRejected",
                        "encoding",
                        "wait",
                        "dryRun",
                        "Idempotency-Key");
        assertThat(reply.body())
                .contains("did you mean 'delimiter'?")
                .contains("is one of auto, present, absent, not")
                .contains("is true or false, not")
                .contains("keyless has none")
                .doesNotContain("dev.tablekeeper")
                .doesNotContain("java.");
        assertThat(world.objects("")).isEmpty();
    }

    @Test
    void everyFaultOfAJsonRequestIsListedAtOnce() {
        World.Reply reply = world.post("/load_csv", "{\"table\":\"peeple\",\"trim\":3,\"mode\":\"x\",\"colums\":[]}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("table", "uri", "trim", "mode", "colums");
        assertThat(reply.body()).contains("did you mean 'people'?").contains("did you mean 'columns'?");
    }

    @Test
    void aModeIsNeverTakenByItsNumber() {
        World.Reply reply = world.post("/load_csv", "{\"table\":\"people\",\"uri\":\"incoming/a\",\"mode\":1}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body()).contains("is one of append, replace, merge, not 1");
    }

    @Test
    void anObjectIsLoadedOncePerGeneration() {
        world.put("incoming/people/a.csv", World.CSV);
        String request = "{\"uri\":\"incoming/people/a.csv\"}";
        World.Reply first = world.post("/v1/tables/people/loads", request);
        World.Reply second = world.post("/v1/tables/people/loads", request);
        World.Reply elsewhere = world.post("/v1/tables/keyless/loads", request);
        World.Reply dry = world.post("/v1/tables/people/loads", "{\"uri\":\"incoming/people/a.csv\",\"dryRun\":true}");
        World.Reply again = world.post("/v1/tables/people/loads", "{\"uri\":\"incoming/people/a.csv\",\"again\":true}");
        world.put("incoming/people/a.csv", World.CSV + "3,Cid\n");
        World.Reply changed = world.post("/v1/tables/people/loads", request);

        assertThat(first.status()).isEqualTo(202);
        assertThat(first.json().at("/input/generation").asLong()).isPositive();
        assertThat(first.json().has("existing")).isFalse();
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.json().path("existing").asBoolean()).isTrue();
        assertThat(List.of(first.id(), elsewhere.id(), dry.id(), again.id(), changed.id()))
                .doesNotHaveDuplicates();
    }

    @Test
    void aRepeatedKeyFindsItsJobAfterTheObjectWasMovedAside() {
        world.put("incoming/people/a.csv", World.CSV);
        String request = "{\"table\":\"people\",\"uri\":\"incoming/people/a.csv\"}";
        World.Reply first = world.post("/load_csv", request, "Idempotency-Key", "monday");
        world.objects.delete("incoming/people/a.csv", Condition.any());
        World.Reply second = world.post("/load_csv", request, "Idempotency-Key", "monday");
        World.Reply other = world.post("/load_csv", request);
        World.Reply again = world.post("/load_csv", request.replace("}", ",\"again\":true}"));

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.json().has("existing")).isFalse();
        assertThat(other.id()).isEqualTo(first.id());
        assertThat(other.json().path("existing").asBoolean()).isTrue();
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.type()).isEqualTo("urn:tablekeeper:source-missing");
        assertThat(again.json().path("detail").asText()).contains(first.id());
    }

    @Test
    void aFailedLoadOfAnObjectCanBeAskedForAgain() {
        world.put("incoming/people/a.csv", World.CSV);
        String request = "{\"table\":\"people\",\"uri\":\"incoming/people/a.csv\"}";
        World.Reply first = world.post("/load_csv", request);
        world.end(first.id(), JobStatus.FAILED, 0);

        assertThat(world.post("/load_csv", request).id()).isNotEqualTo(first.id());
    }

    @Test
    void aPatternNeedsAMatch() {
        world.put("incoming/people/a.csv", World.CSV);
        World.Reply some = world.post("/load_csv", "{\"table\":\"people\",\"uri\":\"incoming/people/*.csv\"}");
        World.Reply none = world.post("/load_csv", "{\"table\":\"people\",\"uri\":\"incoming/people/*.tsv\"}");

        assertThat(some.status()).isEqualTo(202);
        assertThat(some.json().at("/input/generation").isMissingNode()).isTrue();
        assertThat(none.status()).isEqualTo(422);
        assertThat(none.type()).isEqualTo("urn:tablekeeper:source-missing");
    }

    @Test
    void aUriOutsideOfTheAllowedPlacesIsForbidden() {
        for (String uri : List.of(
                "uploads/x",
                "incoming/../jobs/x",
                "/etc/passwd",
                "file:///etc/passwd",
                "gs://elsewhere/a.csv",
                "jobs/x")) {
            World.Reply reply = world.post("/load_csv", "{\"table\":\"people\",\"uri\":\"" + uri + "\"}");
            assertThat(reply.status()).as(uri).isEqualTo(403);
            assertThat(reply.type()).isEqualTo("urn:tablekeeper:permission-denied");
        }
    }

    @Test
    void aNameThatIsNoTableGoesNoFurther() {
        for (String name : List.of("peeple", "..%2F..%2Fjobs", "..", "%2e%2e%2fpeople")) {
            World.Reply reply = world.load(name, World.CSV);
            assertThat(reply.status()).as(name).isEqualTo(404);
        }
        assertThat(world.load("peeple", "").body()).contains("did you mean 'people'?");
        assertThat(world.objects("")).isEmpty();
    }

    @Test
    void aBodyThatIsNotWhatItSaysIsRefused() {
        World.Reply broken = world.post("/load_csv", "{\"table\":\n  people}");
        World.Reply empty = world.post("/load_csv", "");
        World.Reply list = world.post("/load_csv", "[]");
        World.Reply twice = world.post("/load_csv", "{\"uri\":\"a\",\"uri\":\"b\"}");

        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.type()).isEqualTo("urn:tablekeeper:not-json");
        assertThat(broken.body()).contains("line 2, column");
        assertThat(empty.status()).isEqualTo(400);
        assertThat(list.status()).isEqualTo(422);
        assertThat(twice.status()).isEqualTo(400);
    }

    @Test
    void aJsonBodyHasALimitAndACsvBodyHasNot() {
        World.Reply json = world.post("/load_csv", " ".repeat((32 << 20) + 1));
        World.Reply csv = world.load("people", "1,Ann\n".repeat(150_000));

        assertThat(json.status()).isEqualTo(413);
        assertThat(csv.status()).isEqualTo(202);
    }

    @Test
    void anUnknownFormIsRefusedWithThoseThatAreTaken() {
        World.Reply xml = world.send(world.request("/v1/tables/people/loads")
                .header("Content-Type", "application/xml")
                .POST(HttpRequest.BodyPublishers.ofString("<a/>")));
        World.Reply none =
                world.send(world.request("/v1/tables/people/loads").POST(HttpRequest.BodyPublishers.ofString("1")));
        World.Reply coding = world.send(world.request("/v1/tables/people/loads")
                .header("Content-Type", "text/csv")
                .header("Content-Encoding", "br")
                .POST(HttpRequest.BodyPublishers.ofString("1")));

        assertThat(xml.status()).isEqualTo(415);
        assertThat(xml.body()).contains("text/csv or application/json");
        assertThat(xml.header("Accept-Post")).isEqualTo("text/csv, application/json");
        assertThat(none.status()).isEqualTo(415);
        assertThat(coding.status()).isEqualTo(415);
        assertThat(coding.header("Accept-Encoding")).isEqualTo("gzip");
    }

    @Test
    void anInterruptedUploadLeavesNothing() throws IOException {
        for (String framing : List.of("Content-Length: 100000", "Transfer-Encoding: chunked")) {
            // More than is waited for before a request is begun with.
            Socket socket = world.connect(
                    "11940\r\n" + "1,Ann\n".repeat(12_000) + "\r\n",
                    "POST /v1/tables/people/loads HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: text/csv",
                    framing);
            Awaitility.await().until(() -> !world.unfinished().isEmpty());
            socket.close();
            Awaitility.await().until(() -> world.unfinished().isEmpty());
        }
        assertThat(world.objects("")).isEmpty();
        assertThat(world.get("/v1/jobs").json().path("jobs")).isEmpty();
    }

    @Test
    void aStoreThatIsFullIsSaidClearlyAndNothingIsLeft() throws IOException {
        World.Reply reply = world.load("people", "1,Ann\n".repeat(700_000));

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.type()).isEqualTo("urn:tablekeeper:storage-full");
        assertThat(reply.header("Retry-After")).isEqualTo("60");
        assertThat(reply.body()).doesNotContain("/secret/place");
        assertThat(world.objects("")).isEmpty();
        assertThat(world.unfinished()).isEmpty();
    }

    @Test
    void anUploadThatCouldNotBeAcceptedIsTakenBack() {
        world.objects.refused.set("jobs/record/");
        World.Reply reply = world.load("people", World.CSV);

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("5");
        assertThat(reply.body()).doesNotContain("/secret/place");
        assertThat(world.objects("uploads/")).isEmpty();
    }

    @Test
    void anUploadThatItsKeyHasClaimedStaysForTheRepetition() {
        world.objects.refused.set("jobs/record/");
        assertThat(world.load("people", World.CSV, "Idempotency-Key", "monday").status())
                .isEqualTo(503);
        List<String> claimed = world.objects("uploads/");
        world.objects.refused.set("none of them");
        World.Reply second = world.load("people", World.CSV, "Idempotency-Key", "monday");

        assertThat(second.status()).isEqualTo(202);
        assertThat(world.objects("uploads/")).isEqualTo(claimed).containsExactly("uploads/" + second.id());
    }

    @Test
    void aClientThatExpectsContinueGetsIt() throws IOException {
        try (Socket socket = world.connect("", expectant("people"))) {
            byte[] first = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
            assertThat(new String(first, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100");
            socket.getOutputStream().write("1,Ann\n".getBytes(StandardCharsets.US_ASCII));
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rest).contains("HTTP/1.1 202");
        }
        assertThat(world.raw(expectant("nobody"))).startsWith("HTTP/1.1 404");
    }

    private static String[] expectant(String table) {
        return new String[] {
            "POST /v1/tables/" + table + "/loads HTTP/1.1",
            "Host: localhost",
            "Content-Type: text/csv",
            "Content-Length: 6",
            "Expect: 100-continue",
            "Connection: close"
        };
    }
}
