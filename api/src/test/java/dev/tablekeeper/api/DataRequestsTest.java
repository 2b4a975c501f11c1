package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataRequestsTest {
    @TempDir
    Path folder;

    World world;

    @BeforeEach
    void start() {
        world = new World(folder);
        world.employ();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void tablesAreDescribed() {
        JsonNode one = world.get("/v1/tables/people").json();

        assertThat(world.get("/v1/tables").json().path("tables")).hasSize(3).contains(one);
        assertThat(one.fieldNames()).toIterable().containsExactly("table", "description", "columns", "key", "rows");
        assertThat(one.at("/columns/0").toString())
                .isEqualTo("{\"name\":\"id\",\"type\":\"INT64\",\"mode\":\"REQUIRED\"}");
        assertThat(one.path("key").toString()).isEqualTo("[\"id\"]");
        assertThat(one.path("rows").asLong()).isEqualTo(2);
    }

    @Test
    void rowsComeAsJsonOrCsv() {
        World.Reply json = world.get("/v1/tables/people/rows");
        World.Reply csv = world.get("/v1/tables/people/rows", "Accept", "text/csv, application/json;q=0.5");

        assertThat(json.body()).contains("{\"id\":2,\"name\":null,\"pay\":null}");
        assertThat(world.get("/v1/tables/people/rows?limit=1").json().path("rows"))
                .hasSize(1);
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(csv.body().lines())
                .containsExactlyInAnyOrder("id,name,pay", "1,\"Ann, \"\"the\"\" boss\",1000.000000000", "2,,");
    }

    @Test
    void aFormThatThereIsNotIsNotAcceptable() {
        assertThat(world.get("/v1/tables/people/rows", "Accept", "application/xml")
                        .status())
                .isEqualTo(406);
        assertThat(world.get("/v1/tables/people/rows", "Accept", "text/html, */*;q=0.1")
                        .header("Content-Type"))
                .isEqualTo("application/json");
    }

    @Test
    void aLimitIsANumberOfRows() {
        assertThat(world.get("/v1/tables/people/rows?limit=0").status()).isEqualTo(422);
        assertThat(world.get("/v1/tables/people/rows?limit=all").status()).isEqualTo(422);
        assertThat(world.get("/v1/tables/people/rows?limit=5000").status()).isEqualTo(200);
    }

    @Test
    void unknownTablesAreNotFound() {
        for (String name : new String[] {"peeple", "..%2F..", "jobs%2F..%2Fpeople"}) {
            assertThat(world.get("/v1/tables/" + name).status()).isEqualTo(404);
            assertThat(world.get("/v1/tables/" + name + "/rows").status()).isEqualTo(404);
        }
        assertThat(world.get("/v1/tables/Peeple").type()).isEqualTo("urn:tablekeeper:unknown-table");
        assertThat(world.get("/v1/tables/Peeple").body()).contains("did you mean 'people'?");
    }

    @Test
    void viewsAreReadOfOneYearOrOfAll() {
        assertThat(world.get("/v1/views").body())
                .isEqualTo("{\"views\":[{\"view\":\"hired\",\"description\":\"Hires\"}]}");
        assertThat(world.get("/v1/views/hired?year=2021").body())
                .isEqualTo("{\"view\":\"hired\",\"year\":2021,\"rows\":[{\"year\":2021,\"hired\":7}]}");
        assertThat(world.get("/v1/views/hired").json().has("year")).isFalse();
        assertThat(world.get("/v1/views/hired?year=2021", "Accept", "text/csv").body())
                .isEqualTo("year,hired\n2021,7\n");
        assertThat(world.get("/v1/views/hird").status()).isEqualTo(404);
        assertThat(world.get("/v1/views/hird").body()).contains("did you mean 'hired'?");
        assertThat(world.get("/v1/views/hired?year=mmxxi").status()).isEqualTo(422);
    }
}
