package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tablekeeper.api.openapi.OpenApi;
import dev.tablekeeper.api.security.Access;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.table.ViewDefinitions;
import dev.tablekeeper.model.workflow.JobStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class DescriptionTest {
    private static final String SPECIFICATION = "https://spec.openapis.org/oas/3.1/";

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
    void itHasEveryRouteAndNoOther() throws IOException {
        Set<String> written = new TreeSet<>();
        try (InputStream yaml = OpenApi.class.getResourceAsStream("openapi.yaml")) {
            JsonNode document =
                    Json.MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(yaml));
            written.addAll(routes(document));
        }

        assertThat(written).isEqualTo(new TreeSet<>(world.server.routes()));
        assertThat(routes(served())).isEqualTo(written);
    }

    @Test
    void itIsOpenApi31() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaIdResolvers(
                        ids -> ids.mapPrefix("https://spec.openapis.org", "classpath:spec.openapis.org")));

        for (JsonNode document : List.of(served(), everyType())) {
            assertThat(registry.getSchema(SchemaLocation.of(SPECIFICATION + "schema-base/2022-10-07"))
                            .validate(document))
                    .isEmpty();
        }
    }

    @Test
    void whatItRefersToIsThere() {
        JsonNode document = served();

        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isObject())
                        .as(reference)
                        .isTrue());
        assertThat(document.get("paths").findValuesAsText("operationId"))
                .doesNotHaveDuplicates()
                .containsAll(document.get("components").findValuesAsText("operationId"));
    }

    @Test
    void itsExamplesAreWhatItSays() {
        JsonNode document = everyType();
        Description description = Description.of(document.toString());
        int examples = 0;
        for (Map.Entry<String, JsonNode> schema :
                document.at("/components/schemas").properties()) {
            for (JsonNode example : schema.getValue().path("examples")) {
                description.conforms("/components/schemas/" + schema.getKey(), example.toString(), schema.getKey());
                examples++;
            }
        }
        for (Map.Entry<String, JsonNode> response :
                document.at("/components/responses").properties()) {
            JsonNode problem = response.getValue().at("/content/application~1problem+json");
            List<JsonNode> given = new ArrayList<>();
            problem.path("examples").forEach(example -> given.add(example.get("value")));
            if (problem.has("example")) {
                given.add(problem.get("example"));
            }
            for (JsonNode example : given) {
                String pointer =
                        "/components/responses/" + response.getKey() + "/content/application~1problem+json/schema";
                description.conforms(pointer, example.toString(), response.getKey());
                examples++;
            }
        }
        assertThat(examples).isGreaterThan(20);
    }

    @Test
    void itSaysWhichScopeARouteAsksFor() {
        JsonNode document = served();

        assertThat(document.at("/paths/~1load_csv/post/security").toString())
                .contains("{\"apiKeyHeader\":[\"load\"]}", "{\"googleIdToken\":[\"load\"]}");
        assertThat(document.at("/paths/~1healthz/get/security")).isEmpty();
        assertThat(document.at("/paths/~1load_csv/post/responses").has("401")).isTrue();
        assertThat(document.at("/paths/~1healthz/get/responses").has("401")).isFalse();
    }

    @Test
    void insertsAreAnsweredAsItSays() {
        String good = "{\"id\": 1, \"name\": \"Ann\"}";
        World.Reply some = world.post("/v1/tables/people/rows", "{\"rows\": [" + good + ", {\"id\": \"x\"}, 7]}");
        World.Reply several = world.post("/insert_data", "{\"people\": [" + good + "], \"jobs\": [" + good + "]}");
        World.Reply none = world.post("/v1/tables/people/rows", "{\"rows\": [{\"id\": 1.5, \"nam\": 1}]}");
        World.Reply empty = world.post("/insert_data", "{}");

        assertThat(some.status()).isEqualTo(202);
        assertThat(several.status()).isEqualTo(202);
        assertThat(none.status()).isEqualTo(422);
        assertThat(none.json().path("job").asText()).startsWith("insert-");
        assertThat(empty.status()).isEqualTo(422);
        assertThat(world.get("/v1/jobs").json().path("jobs")).hasSize(3);
    }

    @Test
    void endedJobsAreShownAsItSays() {
        String id = world.load("people", World.CSV).id();
        world.end(id, JobStatus.SUCCEEDED, 1);

        assertThat(world.get("/v1/jobs/" + id).json().path("status").asText()).isEqualTo("succeeded");
    }

    private JsonNode served() {
        return world.get("/openapi.json").json();
    }

    /** The description of a table with a column of every type in every mode. */
    private static JsonNode everyType() {
        Map<String, Access> everywhere = new TreeMap<>();
        for (String route :
                List.of("POST /v1/tables/{table}/rows", "GET /v1/tables/{table}/rows", "POST /insert_data")) {
            everywhere.put(route, Access.INSERT);
        }
        List<Column> columns = new ArrayList<>();
        for (ColumnType type : ColumnType.values()) {
            for (Column.Mode mode : Column.Mode.values()) {
                columns.add(new Column(
                        (type + "_" + mode).toLowerCase(Locale.ROOT),
                        type,
                        mode,
                        "A " + type,
                        List.of(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        type == ColumnType.STRING ? OptionalInt.of(3) : OptionalInt.empty(),
                        type == ColumnType.STRUCT
                                ? List.of(Column.of("part", ColumnType.INT64, Column.Mode.REPEATED))
                                : List.of()));
            }
        }
        return OpenApi.document(
                TableDefinitions.of(List.of(TableDefinition.of("every_type", List.of(), columns))),
                ViewDefinitions.of(List.of(new ViewDefinition(
                        "departments_above_average_hires", "", "SELECT 2021 AS year", List.of("year")))),
                everywhere,
                false);
    }

    private static Set<String> routes(JsonNode document) {
        List<String> methods = Arrays.asList("get", "post", "put", "delete", "patch");
        Set<String> routes = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> methods.stream()
                        .filter(path.getValue()::has)
                        .forEach(method -> routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return routes;
    }
}
