package dev.tablekeeper.model.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TableDefinitionsTest {
    private static final String HEAD = "table: people\nkey: [id]\ncolumns:\n";
    private static final String ID = "  - {name: id, type: INT64}\n";

    @TempDir
    Path folder;

    @Test
    void theShippedTablesAreThoseOfTheInterface() {
        TableDefinitions tables = TableDefinitions.load(Path.of("../tables"));

        assertThat(tables.names()).containsExactly("departments", "hired_employees", "jobs");
        TableDefinition hires = tables.find("hired_employees").orElseThrow();
        assertThat(hires.key()).containsExactly("id");
        assertThat(hires.columns())
                .extracting(Column::name)
                .containsExactly("id", "name", "datetime", "department_id", "job_id");
        assertThat(hires.columns()).allMatch(Column::required);
        assertThat(hires.columns().get(2).type()).isEqualTo(ColumnType.TIMESTAMP);
        assertThat(hires.columns().get(2).aliases()).containsExactly("hire_date");
        assertThat(tables.find("nobody")).isEmpty();
    }

    @Test
    void everythingThatATableCanSayIsRead() throws IOException {
        write("all.yml", """
                table: people
                description: Those who are here.
                key: [id, born]
                partitionBy: seen
                clusterBy: [id]
                labels: {team: data, cost-centre: 42}
                columns:
                  - {name: id, type: INT64, mode: REQUIRED, description: The id}
                  - {name: born, type: DATE}
                  - {name: seen, type: TIMESTAMP}
                  - {name: wage, type: NUMERIC, precision: 10, scale: 2}
                  - {name: code, type: STRING, maxLength: 8, aliases: [Code of the person, "ccode"]}
                  - name: homes
                    type: STRUCT
                    mode: REPEATED
                    fields:
                      - {name: town, type: STRING, mode: REQUIRED}
                      - {name: rooms, type: INT64, mode: REPEATED}
                """);

        TableDefinition people = load().find("people").orElseThrow();

        assertThat(people.description()).isEqualTo("Those who are here.");
        assertThat(people.key()).containsExactly("id", "born");
        assertThat(people.partitionBy()).contains("seen");
        assertThat(people.clusterBy()).containsExactly("id");
        assertThat(people.labels()).containsEntry("team", "data").containsEntry("cost-centre", "42");
        assertThat(people.columns().get(1).mode()).isEqualTo(Column.Mode.NULLABLE);
        assertThat(people.columns().get(3).precision()).isEqualTo(OptionalInt.of(10));
        assertThat(people.columns().get(4).aliases()).containsExactly("Code of the person", "ccode");
        assertThat(people.columns().get(5).fields()).extracting(Column::name).containsExactly("town", "rooms");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        "colums: []\ntable: people\ncolumns:\n" + ID,
                        "1:1: a table has no key 'colums'; did you mean 'columns'?"),
                Arguments.of(
                        HEAD + "  - {name: id, typ: INT64}\n", "4:16: a column has no key 'typ'; did you mean 'type'?"),
                Arguments.of(HEAD + "  - {name: id, typ: INT64}\n", "4:5: a column without a type; add type, one of"),
                Arguments.of(
                        "table: people\ntable: others\ncolumns:\n" + ID,
                        "2:1: the key 'table' is there twice; keep one"),
                Arguments.of("table: people\n", "1:1: the key 'columns' is missing"),
                Arguments.of("columns:\n" + ID, "1:1: the key 'table' is missing"),
                Arguments.of("table: people\ncolumns: []\n", "2:10: columns is empty; at least one is needed"),
                Arguments.of("table: people\ncolumns: id\n", "2:10: columns must be a list"),
                Arguments.of("- people\n", "1:1: a table must be a mapping of keys to values"),
                Arguments.of(HEAD + "  - id\n", "4:5: a column must be a mapping of keys to values"),
                Arguments.of(HEAD + "  - {name: , type: INT64}\n", "name must be a text"),
                Arguments.of(
                        "table: People\ncolumns:\n" + ID, "1:8: 'People' cannot be a name; wanted are small letters"),
                Arguments.of("table: _people\ncolumns:\n" + ID, "1:8: '_people' cannot be a name"),
                Arguments.of("table: ../people\ncolumns:\n" + ID, "'../people' cannot be a name"),
                Arguments.of(
                        "table: tablekeeper_ledger\ncolumns:\n" + ID,
                        "those that begin with tablekeeper are Tablekeeper's own"),
                Arguments.of(
                        HEAD + "  - {name: id, type: INTEGER}\n",
                        "4:22: there is no type 'INTEGER'; did you mean 'INT64'?"),
                Arguments.of(HEAD + "  - {name: id, type: int64}\n", "there is no type 'int64'; did you mean 'INT64'?"),
                Arguments.of(
                        HEAD + "  - {name: id, type: Money}\n", "there is no type 'Money'; there are INT64, FLOAT64"),
                Arguments.of(
                        HEAD + "  - {name: id, type: INT64, mode: required}\n",
                        "there is no mode 'required'; wanted is one of NULLABLE, REQUIRED, REPEATED"),
                Arguments.of(HEAD + "  - {name: 1d, type: INT64}\n", "4:12: '1d' cannot be a column's name"),
                Arguments.of(
                        HEAD + "  - {name: _id, type: INT64}\n",
                        "names that begin with _ are ignored in a file's header"),
                Arguments.of(
                        HEAD + ID + "  - {name: ID, type: STRING}\n",
                        "5:12: the name 'ID' is already one of column 'id' (case is ignored)"),
                Arguments.of(
                        HEAD + ID + "  - {name: no, type: STRING, aliases: [Id]}\n",
                        "the name 'Id' is already one of column 'id'"),
                Arguments.of(
                        HEAD
                                + "  - {name: id, type: INT64, aliases: [no]}\n  - {name: a, type: STRING, aliases: [NO]}\n",
                        "5:38: the name 'NO' is already one of column 'id'"),
                Arguments.of(
                        HEAD + "  - {name: id, type: INT64, aliases: [no, no]}\n",
                        "'no' is twice in aliases; keep one"),
                Arguments.of(HEAD + "  - {name: id, type: INT64, aliases: [' no']}\n", "' no' cannot be an alias"),
                Arguments.of(
                        HEAD + "  - {name: id, type: INT64, precision: 5}\n",
                        "precision is only for NUMERIC and BIGNUMERIC, not for INT64"),
                Arguments.of(HEAD + ID + "  - {name: a, type: NUMERIC, scale: 2}\n", "scale needs precision beside it"),
                Arguments.of(
                        HEAD + ID + "  - {name: a, type: NUMERIC, precision: 40, scale: 2}\n",
                        "precision is '40'; wanted is an integer from 2 to 31"),
                Arguments.of(
                        HEAD + ID + "  - {name: a, type: NUMERIC, precision: 20, scale: 10}\n",
                        "scale is '10'; wanted is an integer from 0 to 9"),
                Arguments.of(
                        HEAD + "  - {name: id, type: INT64, maxLength: 5}\n",
                        "maxLength is only for STRING and BYTES, not for INT64"),
                Arguments.of(
                        HEAD + ID + "  - {name: a, type: STRING, maxLength: 0}\n",
                        "maxLength is '0'; wanted is an integer from 1"),
                Arguments.of(HEAD + ID + "  - {name: a, type: STRUCT}\n", "5:5: a STRUCT without fields"),
                Arguments.of(
                        HEAD + ID + "  - {name: a, type: STRING, fields: []}\n",
                        "fields is only for STRUCT, not for STRING"),
                Arguments.of(
                        HEAD + ID + "  - {name: a, type: STRUCT, fields: [{name: x, type: INT64, aliases: [y]}]}\n",
                        "a field of a STRUCT stands in no file's header"),
                Arguments.of(
                        HEAD + ID + "  - &s {name: a, type: STRUCT, fields: [*s]}\n",
                        "STRUCTs are nested more than 15 deep"),
                Arguments.of(
                        "table: people\nkey: [di]\ncolumns:\n" + ID,
                        "2:7: key names the unknown column 'di'; did you mean 'id'?"),
                Arguments.of("table: people\nkey: [id, id]\ncolumns:\n" + ID, "2:11: 'id' is twice in key; keep one"),
                Arguments.of(
                        "table: people\nkey: [a]\ncolumns:\n  - {name: a, type: STRING, mode: REPEATED}\n",
                        "2:7: key cannot have 'a', a column of REPEATED STRING"),
                Arguments.of(
                        "table: people\nkey: [a]\ncolumns:\n  - {name: a, type: JSON}\n",
                        "2:7: key cannot have 'a', a column of JSON"),
                Arguments.of(
                        "table: people\npartitionBy: id\ncolumns:\n" + ID,
                        "2:14: partitionBy cannot have 'id', a column of INT64; wanted is one of DATE"),
                Arguments.of(
                        "table: people\npartitionBy: day\ncolumns:\n" + ID,
                        "partitionBy names the unknown column 'day'"),
                Arguments.of(
                        "table: people\nclusterBy: [a]\ncolumns:\n  - {name: a, type: FLOAT64}\n",
                        "clusterBy cannot have 'a', a column of FLOAT64"),
                Arguments.of(
                        "table: people\nlabels: {Team: data}\ncolumns:\n" + ID, "2:16: 'Team: data' cannot be a label"),
                Arguments.of("table: [people\ncolumns:\n", "not YAML: while parsing a flow sequence"),
                Arguments.of("table: people\n---\ntable: others\n", "not YAML: expected a single document"),
                Arguments.of("", "the file is empty"),
                Arguments.of("# nothing\n", "the file is empty"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachFaultIsNamedAtItsPlace(String yaml, String problem) throws IOException {
        write("people.yaml", yaml);
        assertThat(loadFaults().getMessage()).contains("people.yaml:").contains(problem);
    }

    @Test
    void allFaultsOfAllFilesAreToldAtOnce() throws IOException {
        write("a.yaml", "table: People\nkey: [no]\ncolumns:\n" + ID);
        write("b.yaml", HEAD + "  - {name: id, type: INTEGER}\n");

        DefinitionException e = loadFaults();

        assertThat(e.faults()).extracting(DefinitionException.Fault::line).containsExactly(1, 2, 4);
        assertThat(e.getMessage()).startsWith("3 faults in the definitions:\n" + folder.resolve("a.yaml") + ":1:8: ");
    }

    @Test
    void twoFilesForOneTableAreAFault() throws IOException {
        write("people.yaml", HEAD + ID);
        write("people.yml", HEAD + ID);
        assertThat(loadFaults().getMessage())
                .contains("people.yml:1:8: the table 'people' is described in people.yaml too");
    }

    @Test
    void aFolderWithoutTablesIsAFault() {
        assertThat(loadFaults().getMessage()).contains("there is no table definition (*.yaml) in this folder");
        folder = folder.resolve("missing");
        assertThat(loadFaults().getMessage()).contains("missing: there is no such folder");
    }

    @Test
    void otherFilesAndHiddenOnesAreLeftAlone() throws IOException {
        write("people.yaml", "\uFEFF" + HEAD + ID);
        write("README.md", "[");
        write(".people.yaml", "[");
        Files.createDirectories(folder.resolve("old.yaml"));
        assertThat(load().names()).containsExactly("people");
    }

    @Test
    void aFileThatIsNotUtf8IsAFault() throws IOException {
        Files.write(folder.resolve("people.yaml"), "table: peñas".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(loadFaults().faults())
                .singleElement()
                .satisfies(f -> assertThat(f.problem()).startsWith("it is not UTF-8"));
    }

    @Test
    void tablesAreListedByName() {
        Column id = Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED);
        TableDefinitions tables = TableDefinitions.of(List.of(
                TableDefinition.of("b", List.of(), List.of(id)), TableDefinition.of("a", List.of(), List.of(id))));
        assertThat(tables.all()).extracting(TableDefinition::name).containsExactly("a", "b");
    }

    private void write(String name, String yaml) throws IOException {
        Files.writeString(folder.resolve(name), yaml);
    }

    private TableDefinitions load() {
        return TableDefinitions.load(folder);
    }

    private DefinitionException loadFaults() {
        return catchThrowableOfType(DefinitionException.class, this::load);
    }
}
