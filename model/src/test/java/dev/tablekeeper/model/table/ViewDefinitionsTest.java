package dev.tablekeeper.model.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ViewDefinitionsTest {
    private static final String GOOD = "SELECT 2021 AS year, id FROM ${dataset}.people";

    private final TableDefinitions tables = TableDefinitions.of(List.of(
            TableDefinition.of("people", List.of(), List.of(Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED)))));

    @TempDir
    Path folder;

    @Test
    void theShippedViewsFitTheShippedTables() {
        ViewDefinitions views = ViewDefinitions.load(Path.of("../views"), TableDefinitions.load(Path.of("../tables")));

        assertThat(views.all())
                .extracting(ViewDefinition::name)
                .containsExactly("departments_above_average_hires", "employees_hired_per_quarter");
        ViewDefinition above = views.find("departments_above_average_hires").orElseThrow();
        assertThat(above.orderBy()).containsExactly("year", "hired desc", "id");
        assertThat(above.description())
                .endsWith("those that hired nobody included. Hires of unknown departments do not count.");
        assertThat(above.sqlFor("demo")).contains("demo.departments").doesNotContain("${");
    }

    @Test
    void aViewIsItsHeaderAndOneSelect() throws IOException {
        write("by_year.sql", "-- description: All of them.\n-- order: year, id desc\n\n" + GOOD + "\n");
        assertThat(load().find("by_year"))
                .contains(new ViewDefinition("by_year", "All of them.", GOOD, List.of("year", "id desc")));
    }

    @Test
    void aFolderMayHaveNoViews() {
        assertThat(load().all()).isEmpty();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("v", GOOD, "v.sql: a line such as '-- order: year, department' is missing"),
                Arguments.of(
                        "v",
                        "-- ordre: year\n" + GOOD,
                        "v.sql:1: a view's header has no 'ordre'; did you mean 'order'?"),
                Arguments.of("v", "-- order: year\n-- order: id\n" + GOOD, "v.sql:2: 'order' is there twice"),
                Arguments.of("v", "-- order: year, people.id\n" + GOOD, "'people.id' cannot be ordered by"),
                Arguments.of(
                        "v",
                        "-- order: year, name\n" + GOOD,
                        "it is ordered by 'name', which its SELECT does not mention"),
                Arguments.of("v", "-- order: id\nSELECT id FROM ${dataset}.people", "the column 'year' is missing"),
                Arguments.of("v", "-- order: year\n" + GOOD + ";", "v.sql:2: a ';' is not possible in a view"),
                Arguments.of(
                        "v",
                        "-- order: year\n\n" + GOOD + "s",
                        "v.sql:3: there is no table 'peoples'; did you mean 'people'?"),
                Arguments.of(
                        "v",
                        "-- order: year\nSELECT 1 AS year FROM ${data}.people",
                        "'${data}.people' means nothing here"),
                Arguments.of("v", "-- order: year\nSELECT 1 AS year FROM people", "it reads no table"),
                Arguments.of("v", "-- order: year\nDELETE FROM ${dataset}.people", "a view has one SELECT"),
                Arguments.of("v", "-- order: year\n", "a view has one SELECT"),
                Arguments.of("V1", "-- order: year\n" + GOOD, "'V1' cannot be a name"),
                Arguments.of("people", "-- order: year\n" + GOOD, "'people' is already a table; rename the file"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachFaultIsNamedAtItsPlace(String name, String sql, String problem) throws IOException {
        write(name + ".sql", sql);
        assertThat(catchThrowableOfType(DefinitionException.class, this::load)).hasMessageContaining(problem);
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(folder.resolve(name), sql);
    }

    private ViewDefinitions load() {
        return ViewDefinitions.load(folder, tables);
    }
}
