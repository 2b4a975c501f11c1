package dev.tablekeeper.stores.contract;

import static dev.tablekeeper.stores.contract.RowList.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.Change.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the upkeep of every {@link Warehouse} must do. */
@Timeout(300)
public abstract class UpkeepContract {
    protected static final Column ID = Column.of("id", ColumnType.INT64, Mode.REQUIRED);
    protected static final Column NAME = Column.of("name", ColumnType.STRING, Mode.NULLABLE);
    protected static final Column AGE = Column.of("age", ColumnType.INT64, Mode.NULLABLE);
    protected static final ViewDefinition NAMES = view("SELECT 2021 AS year, name FROM ${dataset}.people");

    protected Warehouse warehouse;

    /** Opens the warehouse of this test: empty at first, later what the test left in it. */
    protected abstract Warehouse open();

    /** Where staged rows are. */
    protected abstract ObjectStore objects();

    @BeforeEach
    void openWarehouse() {
        warehouse = open();
    }

    @AfterEach
    void close() {
        warehouse.close();
    }

    @Test
    void anEmptyWarehouseGetsTablesAndViews() {
        assertThat(kinds(diff(people(ID, NAME)))).contains(Kind.CREATE_TABLE, Kind.CREATE_VIEW);
        assertThat(apply(people(ID, NAME))).allMatch(Change::safe);
        assertThat(diff(people(ID, NAME))).isEmpty();
        fill(people(ID, NAME));
        assertThat(warehouse.view(NAMES, OptionalInt.empty()).rows()).hasSize(1);
    }

    @Test
    void lookingForDifferencesChangesNothing() {
        List<Change> first = diff(people(ID, NAME));
        assertThat(diff(people(ID, NAME))).isEqualTo(first).isNotEmpty();
    }

    @Test
    void whatAStartHasPreparedDoesNotDiffer() {
        warehouse.prepare(List.of(people(ID, NAME)), List.of(NAMES));
        assertThat(diff(people(ID, NAME))).isEmpty();
        assertThat(apply(people(ID, NAME))).isEmpty();
    }

    @Test
    void columnsThatMayBeNullAreAdded() {
        begin(people(ID, NAME));
        Column tags = Column.of("tags", ColumnType.STRING, Mode.REPEATED);
        assertThat(apply(people(ID, NAME, AGE, tags)))
                .extracting(Change::kind, Change::name)
                .containsExactly(tuple(Kind.ADD_COLUMN, "people.age"), tuple(Kind.ADD_COLUMN, "people.tags"));
        assertThat(diff(people(ID, NAME, AGE, tags))).isEmpty();
        assertThat(warehouse.count("people")).isEqualTo(1);
        assertThat(warehouse.view(NAMES, OptionalInt.empty()).rows()).hasSize(1);
    }

    @Test
    void aColumnThatHadToHaveAValueMayGoWithout() {
        begin(people(ID, NAME));
        TableDefinition relaxed = people(ID.withMode(Mode.NULLABLE), NAME);
        assertThat(kinds(apply(relaxed))).containsExactly(Kind.RELAX_COLUMN);
        assertThat(diff(relaxed)).isEmpty();
        append("later", relaxed, RowList.of(row(null, "nobody")));
        assertThat(warehouse.count("people")).isEqualTo(2);
    }

    @Test
    void aViewThatChangedIsMadeAnew() {
        begin(people(ID, NAME));
        ViewDefinition other = view("SELECT 2022 AS year, id FROM ${dataset}.people");
        assertThat(kinds(warehouse.upkeep().diff(List.of(people(ID, NAME)), List.of(other))))
                .containsExactly(Kind.CHANGE_VIEW);
        warehouse.upkeep().apply(List.of(people(ID, NAME)), List.of(other));
        assertThat(warehouse.upkeep().diff(List.of(people(ID, NAME)), List.of(other)))
                .isEmpty();
        assertThat(warehouse.view(other, OptionalInt.empty()).columns()).containsExactly("year", "id");
    }

    @Test
    void aColumnThatIsGoneIsNotDropped() {
        begin(people(ID, NAME));
        assertRefused(Kind.DROP_COLUMN, "people.name", people(ID));
    }

    @Test
    void anotherTypeIsRefused() {
        begin(people(ID, NAME));
        assertRefused(Kind.CHANGE_TYPE, "people.name", people(ID, Column.of("name", ColumnType.BYTES, Mode.NULLABLE)));
    }

    @Test
    void aColumnWithoutValuesIsNotMadeRequired() {
        begin(people(ID, NAME));
        assertRefused(Kind.CHANGE_MODE, "people.name", people(ID, NAME.withMode(Mode.REQUIRED)));
    }

    @Test
    void aRequiredColumnIsNotAddedToRows() {
        begin(people(ID, NAME));
        assertRefused(Kind.FILL_COLUMN, "people.age", people(ID, NAME, AGE.withMode(Mode.REQUIRED)));
    }

    @Test
    void aViewsNameIsNotTakenFromIt() {
        begin(people(ID, NAME));
        TableDefinition names = TableDefinition.of("names", List.of(), List.of(ID));
        assertThat(kinds(warehouse.upkeep().apply(List.of(names), List.of()))).containsExactly(Kind.FREE_NAME);
    }

    @Test
    void aTablesNameIsNotTakenFromIt() {
        begin(people(ID, NAME));
        ViewDefinition people = new ViewDefinition("people", "", "SELECT 2021 AS year", List.of());
        assertThat(kinds(warehouse.upkeep().apply(List.of(), List.of(people)))).containsExactly(Kind.FREE_NAME);
        assertThat(warehouse.count("people")).isEqualTo(1);
    }

    @Test
    void nothingIsDoneWhereOneChangeIsRefused() {
        begin(people(ID, NAME));
        TableDefinition mixed = people(ID.withMode(Mode.NULLABLE), AGE);
        TableDefinition other = TableDefinition.of("others", List.of(), List.of(ID));
        List<Change> changes = warehouse.upkeep().apply(List.of(other, mixed), List.of());
        assertThat(kinds(changes))
                .containsExactlyInAnyOrder(Kind.CREATE_TABLE, Kind.RELAX_COLUMN, Kind.ADD_COLUMN, Kind.DROP_COLUMN);
        assertThat(warehouse.upkeep().diff(List.of(other, mixed), List.of())).isEqualTo(changes);
        assertThat(diff(people(ID, NAME))).isEmpty();
    }

    @Test
    void tablesOfOthersAreLeftAlone() {
        begin(people(ID, NAME));
        TableDefinition other = TableDefinition.of("others", List.of(), List.of(ID));
        warehouse.upkeep().apply(List.of(other), List.of());
        assertThat(warehouse.count("people")).isEqualTo(1);
    }

    @Test
    void aStartRefusesWhatOnlyUpkeepMayChange() {
        begin(people(ID, NAME));
        TableDefinition relaxed = people(ID.withMode(Mode.NULLABLE), NAME);
        assertThatThrownBy(() -> warehouse.prepare(List.of(relaxed), List.of()))
                .isInstanceOfSatisfying(
                        StoreFailure.class, e -> assertThat(e.type()).isEqualTo(FailureType.TABLE_CHANGED))
                .hasMessageContaining("people.id")
                .hasMessageContaining("tables apply");
    }

    @Test
    void twoThatApplyAtOnceEndAsOne() throws Exception {
        var threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<Change>>> both =
                    threads.invokeAll(List.of(() -> apply(people(ID, NAME, AGE)), () -> apply(people(ID, NAME, AGE))));
            for (Future<List<Change>> one : both) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(diff(people(ID, NAME, AGE))).isEmpty();
    }

    /** The table with one row, and the view. */
    private void begin(TableDefinition table) {
        apply(table);
        fill(table);
    }

    private void fill(TableDefinition table) {
        append("first", table, RowList.of(row(1L, "Ada")));
    }

    private void assertRefused(Kind kind, String name, TableDefinition table) {
        List<Change> changes = warehouse.upkeep().apply(List.of(table), List.of());
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(kind);
            assertThat(change.safe()).isFalse();
            assertThat(change.name()).isEqualTo(name);
            assertThat(change.difference()).contains(name);
            assertThat(change.remedy()).isNotBlank();
        });
        assertThat(warehouse.upkeep().diff(List.of(table), List.of())).isEqualTo(changes);
    }

    protected final List<Change> diff(TableDefinition table) {
        return warehouse.upkeep().diff(List.of(table), List.of(NAMES));
    }

    protected final List<Change> apply(TableDefinition table) {
        return warehouse.upkeep().apply(List.of(table), List.of(NAMES));
    }

    protected static List<Kind> kinds(List<Change> changes) {
        return changes.stream().map(Change::kind).toList();
    }

    protected static TableDefinition people(Column... columns) {
        return TableDefinition.of("people", List.of(), Arrays.asList(columns));
    }

    private static ViewDefinition view(String sql) {
        return new ViewDefinition("names", "", sql, List.of());
    }

    private void append(String operation, TableDefinition table, RowList rows) {
        Rows.Staged staged = new StagedParts(objects()).stage(table, rows, rows.count());
        warehouse.write(
                new Operation(operation, "parameters"),
                List.of(new TableWrite(table, TableWrite.Mode.APPEND, staged)),
                done -> {});
    }
}
