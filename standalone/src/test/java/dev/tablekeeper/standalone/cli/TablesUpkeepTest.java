package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarServer;
import dev.tablekeeper.stores.google.liar.bigquery.BigQueryLiar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesUpkeepTest {
    private static final String PEOPLE = """
            table: people
            columns:
              - {name: id, type: INT64, mode: REQUIRED}
              - {name: name, type: STRING}
            """;

    @TempDir
    private Path folder;

    private Map<String, String> environment;

    @BeforeEach
    void layOut() throws IOException {
        environment = ServeProcess.environment(folder);
        environment.put(Configuration.TABLES, folder.resolve("tables").toString());
        environment.put(Configuration.VIEWS, folder.resolve("views").toString());
        Files.createDirectories(folder.resolve("tables"));
        Files.createDirectories(folder.resolve("views"));
        define(PEOPLE);
        Files.writeString(
                folder.resolve("views/names.sql"),
                "-- order: name\nSELECT 2021 AS year, name\nFROM ${dataset}.people\n");
    }

    private void define(String people) throws IOException {
        Files.writeString(folder.resolve("tables/people.yaml"), people);
    }

    private Ran tables(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "tables";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Ran.with(environment, new byte[0], all);
    }

    @Test
    void whatIsMissingIsNamedThenMadeThenNoDifferenceAnyMore() {
        Ran diff = tables("diff");
        assertThat(diff.exitCode()).as(diff.err()).isEqualTo(1);
        assertThat(diff.out().lines())
                .containsExactly("  there is no table people: it is made", "  there is no view names: it is made");
        assertThat(diff.err()).contains("2 differences").contains("tables apply");
        assertThat(folder.resolve("warehouse.duckdb")).doesNotExist();

        Ran apply = tables("apply");
        assertThat(apply.exitCode()).as(apply.err()).isZero();
        assertThat(apply.out()).isEqualTo(diff.out());
        Ran again = tables("diff");
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).isEmpty();
        assertThat(tables("apply").err()).contains("nothing to do");
    }

    @Test
    void whatWouldLoseSomethingIsRefusedWithWhatToDo() throws IOException {
        tables("apply");
        define(PEOPLE.replace("name, type: STRING", "name, type: INT64") + "  - {name: age, type: INT64}\n");
        Ran apply = tables("apply");
        assertThat(apply.exitCode()).isEqualTo(1);
        assertThat(apply.out())
                .contains("! people.name is VARCHAR in the table")
                .contains("put the old type back");
        assertThat(apply.err()).contains("Nothing was done: 1 of 2 differences");
        assertThat(tables("diff").out()).isEqualTo(apply.out());
    }

    @Test
    void changesAreReadByPrograms() throws IOException {
        JsonNode diff = Json.MAPPER.readTree(tables("diff", "--json").out());
        assertThat(diff.at("/changes/0/kind").asText()).isEqualTo("create-table");
        assertThat(diff.at("/changes/0/safe").asBoolean()).isTrue();
        assertThat(diff.at("/applied").asBoolean()).isFalse();
        assertThat(Json.MAPPER
                        .readTree(tables("apply", "--json").out())
                        .at("/applied")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aDatabaseThatIsServedIsSaidToBe() throws IOException {
        try (ServeProcess serve = ServeProcess.start(folder)) {
            Ran diff = tables("diff");
            assertThat(diff.exitCode()).isEqualTo(1);
            assertThat(diff.err())
                    .contains("is locked")
                    .contains("a running 'tablekeeper serve'")
                    .contains("PID " + serve.pid())
                    .hasLineCount(1);
        }
    }

    @Test
    void definitionsThatAreWrongAreNamed() throws IOException {
        define("table: people\n");
        Ran diff = tables("diff");
        assertThat(diff.exitCode()).isEqualTo(2);
        assertThat(diff.err()).contains("people.yaml");
    }

    @Test
    void aDatasetIsMadeWhereItIsSaidToBe() {
        CloudStorageLiar bucket = new CloudStorageLiar("bucket");
        try (BigQueryLiar liar = new BigQueryLiar("a-project", "EU", bucket);
                LiarServer server = new LiarServer(liar, Faults.none())) {
            environment.put(Configuration.WAREHOUSE, "bigquery:a-project.warehouse");
            environment.put(Configuration.BIGQUERY_ENDPOINT, server.address().toString());
            environment.put(Configuration.CREDENTIALS, "none");
            Ran nowhere = tables("apply");
            assertThat(nowhere.exitCode()).as(nowhere.err()).isEqualTo(1);
            assertThat(nowhere.out())
                    .contains("! there is no dataset a-project.warehouse")
                    .contains("tables apply --location EU");
            assertThat(tables("apply", "--location", "EU").exitCode()).isZero();
            assertThat(tables("diff").exitCode()).isZero();
        }
    }
}
