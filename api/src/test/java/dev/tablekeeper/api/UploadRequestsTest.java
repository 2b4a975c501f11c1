package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadRequestsTest {
    private static final String OPTIONS = "tablekeeper-options";

    @TempDir
    Path folder;

    World world;

    @BeforeEach
    void start() {
        world = new World(folder);
        world.objects.signs.set(true);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void anAddressIsForOneNewObjectOfTheTable() {
        World.Reply first = world.post("/v1/tables/people/uploads");
        World.Reply second = world.post("/v1/tables/people/uploads");

        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(first.header("Cache-Control")).isEqualTo("no-store");
        JsonNode json = first.json();
        assertThat(json.path("method").asText()).isEqualTo("PUT");
        assertThat(json.path("uri").asText())
                .matches("incoming/people/[0-9a-f-]{36}/upload\\.csv")
                .isNotEqualTo(second.json().path("uri").asText());
        assertThat(json.path("url").asText())
                .isEqualTo("https://storage.example/" + json.path("uri").asText());
        assertThat(json.at("/headers/Content-Type").asText()).isEqualTo("text/csv");
        assertThat(json.path("headers")).hasSize(1);
        assertThat(Instant.parse(json.path("expiresAt").asText())).isAfter(Instant.now());
        assertThat(world.objects("incoming/")).isEmpty();
    }

    @Test
    void optionsGoIntoTheObjectsMetadataInAscii() {
        World.Reply body = world.post(
                "/v1/tables/people/uploads",
                "{\"fileName\": \"hires.csv.gz\", \"mode\": \"merge\", \"nullMarker\": \"\u00e9\"}");
        World.Reply query = world.post("/v1/tables/people/uploads?mode=merge&fileName=a%20b.csv");

        assertThat(body.status()).as(body.body()).isEqualTo(200);
        assertThat(body.json().at("/headers/x-meta-" + OPTIONS).asText())
                .isEqualTo("{\"mode\":\"merge\",\"nullMarker\":\"\\u00E9\"}");
        assertThat(body.json().at("/headers/Content-Type").asText()).isEqualTo("application/gzip");
        assertThat(body.json().path("uri").asText()).endsWith("/hires.csv.gz");
        assertThat(query.json().at("/headers/x-meta-" + OPTIONS).asText()).isEqualTo("{\"mode\":\"merge\"}");
    }

    @Test
    void everyFaultIsNamed() {
        assertFault("people", "{\"mod\": \"merge\"}", "did you mean 'mode'?");
        assertFault("people", "{\"dryRun\": true}", "dryRun");
        assertFault("people", "{\"mode\": \"sideways\"}", "append, replace, merge");
        assertFault("keyless", "{\"mode\": \"merge\"}", "has none");
        for (String name : new String[] {"a.txt", "../a.csv", "b/a.csv", ".a.csv", "*.csv", ""}) {
            assertFault("people", "{\"fileName\": \"" + name + "\"}", "ends in .csv or .csv.gz");
        }
        assertFault("people", "{\"nullMarker\": \"" + "x".repeat(8_000) + "\"}", "room for");
        World.Reply twice = world.post("/v1/tables/people/uploads?mode=append", "{\"mode\": \"merge\"}");
        assertThat(twice.status()).isEqualTo(422);
        assertThat(world.post("/v1/tables/nothing/uploads").status()).isEqualTo(404);
    }

    private void assertFault(String table, String body, String part) {
        World.Reply reply = world.post("/v1/tables/" + table + "/uploads", body);
        assertThat(reply.status()).as(body).isEqualTo(422);
        assertThat(reply.body()).contains(part);
    }

    @Test
    void aStoreWithoutAddressesSaysWhatToDoInstead() {
        world.objects.signs.set(false);

        World.Reply reply = world.post("/v1/tables/people/uploads");

        assertThat(reply.status()).isEqualTo(501);
        assertThat(reply.type()).isEqualTo("urn:tablekeeper:not-offered");
        assertThat(reply.body()).contains("/v1/tables/{table}/loads");
    }

    @Test
    void aLoadThatNamesNoOptionsTakesThoseOfTheObject() {
        world.put("incoming/people/a.csv", World.CSV);
        world.objects.metadata.set(Map.of(OPTIONS, "{\"mode\": \"merge\", \"header\": \"absent\"}"));

        JsonNode dry = input("{\"uri\": \"incoming/people/a.csv\", \"dryRun\": true}");
        JsonNode own = input("{\"uri\": \"incoming/people/a.csv\", \"header\": \"present\"}");

        assertThat(dry.path("mode").asText()).isEqualTo("merge");
        assertThat(dry.path("header").asText()).isEqualTo("absent");
        assertThat(dry.path("dryRun").asBoolean()).isTrue();
        assertThat(own.path("mode").asText("append")).isEqualTo("append");
        assertThat(own.path("header").asText()).isEqualTo("present");
    }

    private JsonNode input(String body) {
        World.Reply reply = world.post("/v1/tables/people/loads", body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        return reply.json().path("input");
    }

    @Test
    void optionsOfAnObjectThatAreAtFaultAreNamedAndNothingIsLoaded() {
        world.put("incoming/people/a.csv", World.CSV);
        for (String options :
                new String[] {"{\"mod\": \"merge\"}", "{\"again\": true}", "merge", "[]", "{\"mode\": 1}"}) {
            world.objects.metadata.set(Map.of(OPTIONS, options));

            World.Reply reply = world.post("/v1/tables/people/loads", "{\"uri\": \"incoming/people/a.csv\"}");

            assertThat(reply.status()).as(options).isEqualTo(422);
            assertThat(reply.body()).contains(OPTIONS).contains("incoming/people/a.csv");
        }
        assertThat(world.get("/v1/jobs").json().path("jobs")).isEmpty();
    }

    @Test
    void aRepeatedRequestIsTheJobThatItWas() {
        world.put("incoming/people/a.csv", World.CSV);
        String body = "{\"uri\": \"incoming/people/a.csv\"}";
        String first = world.post("/v1/tables/people/loads", body, "Idempotency-Key", "k")
                .id();
        world.objects.metadata.set(Map.of(OPTIONS, "broken"));

        World.Reply again = world.post("/v1/tables/people/loads", body, "Idempotency-Key", "k");

        assertThat(again.status()).as(again.body()).isEqualTo(202);
        assertThat(again.id()).isEqualTo(first);
    }
}
