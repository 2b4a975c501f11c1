package dev.tablekeeper.stores.contract;

import static dev.tablekeeper.stores.contract.RowList.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.ResultTable;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.WriteResult.TableResult;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Warehouse} must do, whatever form its rows come in. */
@Timeout(300)
public abstract class WarehouseContract {
    protected static final TableDefinition PEOPLE = TableDefinition.of(
            "people",
            List.of("id"),
            List.of(
                    Column.of("id", ColumnType.INT64, Mode.REQUIRED),
                    Column.of("name", ColumnType.STRING, Mode.NULLABLE)));
    protected static final TableDefinition VISITS = TableDefinition.of(
            "visits",
            List.of("person", "place"),
            List.of(
                    Column.of("person", ColumnType.INT64, Mode.NULLABLE),
                    Column.of("place", ColumnType.STRING, Mode.NULLABLE),
                    Column.of("seen", ColumnType.TIMESTAMP, Mode.NULLABLE)));

    protected Warehouse warehouse;

    /** Opens the warehouse of this test: empty at first, later what the test left in it. */
    protected abstract Warehouse open();

    /** The rows of the source, in the form under test, said to be {@code count}. */
    protected abstract Rows rows(TableDefinition table, RowSource source, long count);

    /** Three rows for {@link #PEOPLE}, as they are said to be, of which some cannot be read. */
    protected abstract Rows unreadable();

    /** Checks that this is the failure that {@link #unreadable} gives when it is read. */
    protected abstract void assertUnreadable(Throwable failure);

    @BeforeEach
    void openAndPrepare() {
        warehouse = open();
        warehouse.prepare(List.of(PEOPLE, VISITS), List.of());
    }

    @AfterEach
    void close() {
        warehouse.close();
    }

    @Test
    void appendedRowsJoinThoseThatAreThere() {
        assertThat(append("first", PEOPLE, RowList.of(row(1L, "Ada"))).tables())
                .containsExactly(new TableResult("people", 1, 0, 0, 1));
        assertThat(append("second", PEOPLE, RowList.of(row(1L, "Ada"), row(2L, null)))
                        .tables())
                .containsExactly(new TableResult("people", 2, 0, 1, 3));
        assertHolds(PEOPLE, row(1L, "Ada"), row(1L, "Ada"), row(2L, null));
    }

    @Test
    void everyRowOfManySplitsArrivesOnce() {
        RowList people = people(0, 20_011, "p");
        append("many", PEOPLE, RowList.split(people.rows(), 331));
        assertHolds(PEOPLE, people.rows());
    }

    @Test
    void replacedRowsAreGone() {
        append("before", PEOPLE, people(0, 5_000, "old"));
        RowList people = people(4_000, 7_003, "new");
        WriteResult result = write("replace", TableWrite.Mode.REPLACE, PEOPLE, RowList.split(people.rows(), 1_000));
        assertThat(result.tables()).containsExactly(new TableResult("people", 3_003, 0, 5_000, 3_003));
        assertHolds(PEOPLE, people.rows());
    }

    @Test
    void mergedRowsTakeThePlaceOfThoseWithTheirKey() {
        append("before", PEOPLE, people(0, 3_000, "old"));
        RowList people = people(2_000, 6_000, "new");
        WriteResult result = write("merge", TableWrite.Mode.MERGE, PEOPLE, RowList.split(people.rows(), 777));
        assertThat(result.tables()).containsExactly(new TableResult("people", 4_000, 0, 3_000, 6_000));
        List<List<Object>> expected = new ArrayList<>(people(0, 2_000, "old").rows());
        expected.addAll(people.rows());
        assertHolds(PEOPLE, expected);
    }

    @Test
    void theLastOfTheRowsWithOneKeyWinsAMerge() {
        List<List<Object>> rows = new ArrayList<>();
        for (long turn = 0; turn < 40; turn++) {
            rows.addAll(people(0, 500, "turn " + turn).rows());
        }
        WriteResult result = write("merge", TableWrite.Mode.MERGE, PEOPLE, RowList.split(rows, 1_313));
        assertThat(result.tables()).containsExactly(new TableResult("people", 500, 19_500, 0, 500));
        assertHolds(PEOPLE, people(0, 500, "turn 39").rows());
    }

    @Test
    void mergeRemovesAllRowsThatHaveTheKey() {
        append("twins", PEOPLE, RowList.of(row(1L, "a"), row(1L, "b"), row(2L, "c")));
        WriteResult result = write("merge", TableWrite.Mode.MERGE, PEOPLE, RowList.of(row(1L, "d")));
        assertThat(result.tables()).containsExactly(new TableResult("people", 1, 0, 3, 2));
        assertHolds(PEOPLE, row(1L, "d"), row(2L, "c"));
    }

    @Test
    void nullEqualsNullInAKey() {
        append("before", VISITS, RowList.of(row(null, "x", 1L), row(1L, null, 2L), row(null, null, 3L)));
        WriteResult result = write(
                "merge",
                TableWrite.Mode.MERGE,
                VISITS,
                RowList.of(row(null, "x", 4L), row(null, null, 5L), row(null, null, 6L), row(1L, "x", 7L)));
        assertThat(result.tables()).containsExactly(new TableResult("visits", 3, 1, 3, 4));
        assertThat(sampled(VISITS))
                .extracting(row -> row.get(2))
                .containsExactlyInAnyOrder(micros(4), micros(2), micros(6), micros(7));
    }

    @Test
    void mergeNeedsAKey() {
        TableDefinition keyless = TableDefinition.of("people", List.of(), PEOPLE.columns());
        assertFails(
                FailureType.INVALID_REQUEST,
                () -> write("keyless", TableWrite.Mode.MERGE, keyless, RowList.of(row(1L, "a"))));
    }

    @Test
    void nothingIsWrittenByAnEmptySource() {
        append("before", PEOPLE, RowList.of(row(1L, "Ada")));
        RowList none = new RowList(List.of());
        assertThat(append("append", PEOPLE, none).tables()).containsExactly(new TableResult("people", 0, 0, 1, 1));
        assertThat(write("merge", TableWrite.Mode.MERGE, PEOPLE, none).tables())
                .containsExactly(new TableResult("people", 0, 0, 1, 1));
        assertHolds(PEOPLE, row(1L, "Ada"));
        assertThat(write("replace", TableWrite.Mode.REPLACE, PEOPLE, none).tables())
                .containsExactly(new TableResult("people", 0, 0, 1, 0));
        assertThat(warehouse.count("people")).isZero();
    }

    @Test
    void splitsMayBeEmpty() {
        RowList gaps = new RowList(
                List.of(List.of(), List.of(row(1L, "a")), List.of(), List.of(), List.of(row(2L, "b")), List.of()));
        append("gaps", PEOPLE, gaps);
        assertHolds(PEOPLE, row(1L, "a"), row(2L, "b"));
    }

    @Test
    void anOperationIsDoneOnce() {
        WriteResult first = append("once", PEOPLE, people(0, 10, "p"));
        WriteResult second = append("once", PEOPLE, people(0, 10, "p"));
        assertThat(first.repeated()).isFalse();
        assertThat(second).isEqualTo(new WriteResult(first.tables(), true));
        assertThat(warehouse.count("people")).isEqualTo(10);
    }

    @Test
    void anOperationIsDoneOnceWhenManyAskAtTheSameTime() throws Exception {
        RowList people = people(0, 2_000, "p");
        List<WriteResult> results =
                atTheSameTime(Collections.nCopies(8, () -> append("once", PEOPLE, RowList.split(people.rows(), 500))));
        assertThat(results).filteredOn(result -> !result.repeated()).hasSize(1);
        assertThat(results)
                .extracting(WriteResult::tables)
                .containsOnly(results.get(0).tables());
        assertHolds(PEOPLE, people.rows());
    }

    @Test
    void anOperationWithOtherParametersIsRefused() {
        append("once", PEOPLE, people(0, 10, "p"));
        Operation other = new Operation("once", "other parameters");
        assertFails(FailureType.OPERATION_MISMATCH, () -> write(other, List.of(writeOf(PEOPLE, people(0, 9, "p")))));
        assertFails(FailureType.OPERATION_MISMATCH, () -> warehouse.outcome(other));
        assertThat(warehouse.count("people")).isEqualTo(10);
    }

    @Test
    void theOutcomeOfAnOperationIsRemembered() {
        assertThat(warehouse.outcome(operation("once"))).isEmpty();
        WriteResult done = append("once", PEOPLE, people(0, 10, "p"));
        assertThat(warehouse.outcome(operation("once")))
                .hasValueSatisfying(outcome -> assertThat(outcome.tables()).isEqualTo(done.tables()));
    }

    @Test
    void anOperationThatWasGivenUpIsNotDoneAnyMore() {
        assertThat(warehouse.abandon(operation("late"))).isEmpty();
        assertThat(warehouse.abandon(operation("late"))).isEmpty();

        assertFails(FailureType.OPERATION_ABANDONED, () -> append("late", PEOPLE, people(0, 10, "p")));
        assertThat(warehouse.count("people")).isZero();
    }

    @Test
    void anOperationThatWasDoneCannotBeGivenUp() {
        WriteResult done = append("once", PEOPLE, people(0, 10, "p"));

        assertThat(warehouse.abandon(operation("once")))
                .hasValueSatisfying(outcome -> assertThat(outcome.tables()).isEqualTo(done.tables()));
        assertThat(append("once", PEOPLE, people(0, 10, "p")).repeated()).isTrue();
    }

    @Test
    void aWriteAndItsGivingUpAtTheSameTimeAgree() throws Exception {
        for (int i = 0; i < 10; i++) {
            String name = "raced-" + i;
            long before = warehouse.count("people");
            List<Boolean> done = atTheSameTime(List.of(
                    () -> {
                        try {
                            append(name, PEOPLE, people(0, 100, "p"));
                            return true;
                        } catch (StoreFailure e) {
                            return false;
                        }
                    },
                    () -> warehouse.abandon(operation(name)).isPresent()));
            assertThat(done.get(0)).isEqualTo(done.get(1));
            assertThat(warehouse.count("people")).isEqualTo(before + (done.get(0) ? 100 : 0));
        }
    }

    @Test
    void aRehearsalSaysWhatAWriteWouldDoAndDoesNothing() {
        append("first", PEOPLE, people(0, 10, "p"));
        List<TableWrite> writes =
                List.of(new TableWrite(PEOPLE, TableWrite.Mode.MERGE, rows(PEOPLE, people(5, 15, "q"), 10)));

        WriteResult rehearsed = warehouse.rehearse(writes, rows -> {});

        assertThat(rehearsed.tables()).containsExactly(new WriteResult.TableResult("people", 10, 0, 10, 15));
        assertHolds(PEOPLE, people(0, 10, "p").rows());
        assertThat(write(operation("second"), writes).tables()).isEqualTo(rehearsed.tables());
    }

    @Test
    void writesOfManyOperationsAllArrive() throws Exception {
        atTheSameTime(IntStream.range(0, 12)
                .<Callable<WriteResult>>mapToObj(i ->
                        () -> retrying(() -> append("append-" + i, PEOPLE, people(i * 100L, i * 100L + 100, "p"))))
                .toList());
        assertHolds(PEOPLE, people(0, 1_200, "p").rows());
    }

    @Test
    void severalTablesAreWrittenTogether() {
        WriteResult result = write(
                operation("both"),
                List.of(writeOf(PEOPLE, people(0, 10, "p")), writeOf(VISITS, RowList.of(row(1L, "x", 0L)))));
        assertThat(result.tables())
                .containsExactly(new TableResult("people", 10, 0, 0, 10), new TableResult("visits", 1, 0, 0, 1));
    }

    @Test
    void noTableIsWrittenWhereOneCannotBe() {
        append("before", VISITS, RowList.of(row(1L, "x", 0L)));
        TableWrite good =
                new TableWrite(VISITS, TableWrite.Mode.REPLACE, rows(VISITS, RowList.of(row(2L, "y", 0L)), 1));
        TableWrite bad = new TableWrite(PEOPLE, TableWrite.Mode.APPEND, unreadable());
        assertThatThrownBy(() -> write(operation("both"), List.of(good, bad))).satisfies(this::assertUnreadable);
        assertHolds(VISITS, row(1L, "x", micros(0)));
        assertThat(warehouse.count("people")).isZero();
        assertThat(warehouse.outcome(operation("both"))).isEmpty();
    }

    @Test
    void anOperationThatFailedCanBeDoneAgain() {
        for (TableWrite.Mode mode : TableWrite.Mode.values()) {
            assertThatThrownBy(() -> write(operation("again"), List.of(new TableWrite(PEOPLE, mode, unreadable()))))
                    .satisfies(this::assertUnreadable);
            assertThat(warehouse.count("people")).isZero();
        }
        assertThat(append("again", PEOPLE, people(0, 10, "p")).repeated()).isFalse();
        assertThat(warehouse.count("people")).isEqualTo(10);
    }

    @Test
    void rowsThatAreNotAsManyAsSaidAreNotWritten() {
        append("before", PEOPLE, people(0, 3, "p"));
        for (TableWrite.Mode mode : TableWrite.Mode.values()) {
            for (long said : new long[] {0, 9, 11}) {
                TableWrite write = new TableWrite(PEOPLE, mode, rows(PEOPLE, people(0, 10, "n"), said));
                assertFails(FailureType.RECONCILIATION_FAILED, () -> write(operation("miscounted"), List.of(write)));
            }
        }
        assertHolds(PEOPLE, people(0, 3, "p").rows());
    }

    @Test
    void progressGrowsUpToTheNumberOfRows() {
        List<Long> told = Collections.synchronizedList(new ArrayList<>());
        RowList people = people(0, 5_000, "p");
        warehouse.write(
                operation("told"),
                List.of(writeOf(PEOPLE, RowList.split(people.rows(), 1_000))),
                rows -> told.add(rows));
        assertThat(told).isNotEmpty().isSorted().allMatch(rows -> rows >= 0 && rows <= 5_000);
    }

    @Test
    void whatProgressThrowsStopsTheWriteAndComesOut() {
        RuntimeException stop = new IllegalStateException("stop");
        LongConsumer stopping = rows -> {
            throw stop;
        };
        List<TableWrite> writes =
                List.of(writeOf(PEOPLE, RowList.split(people(0, 5_000, "p").rows(), 1_000)));
        assertThatThrownBy(() -> warehouse.write(operation("stopped"), writes, stopping))
                .isSameAs(stop);
        assertThat(warehouse.count("people")).isZero();
        assertThat(warehouse.outcome(operation("stopped"))).isEmpty();
        assertThat(write(operation("stopped"), writes).repeated()).isFalse();
        assertThat(warehouse.count("people")).isEqualTo(5_000);
    }

    @Test
    void replaceAndAppendAtTheSameTimeNeverMix() throws Exception {
        for (int round = 0; round < 5; round++) {
            String suffix = "-" + round;
            write("reset" + suffix, TableWrite.Mode.REPLACE, PEOPLE, people(0, 100, "old"));
            atTheSameTime(List.of(
                    () -> retrying(
                            () -> write("replace" + suffix, TableWrite.Mode.REPLACE, PEOPLE, people(100, 600, "new"))),
                    () -> retrying(() -> append("append" + suffix, PEOPLE, people(600, 900, "more")))));
            List<List<Object>> both = people(100, 600, "new").rows();
            if (warehouse.count("people") != 500) {
                both = new ArrayList<>(both);
                both.addAll(people(600, 900, "more").rows());
            }
            assertHolds(PEOPLE, both);
        }
    }

    @Test
    void readersSeeAWriteWholeOrNotAtAll() throws Exception {
        write("reset", TableWrite.Mode.REPLACE, PEOPLE, people(0, 1_000, "old"));
        List<Long> counts = Collections.synchronizedList(new ArrayList<>());
        List<TableWrite> replace = List.of(new TableWrite(
                PEOPLE,
                TableWrite.Mode.REPLACE,
                rows(PEOPLE, RowList.split(people(0, 3_000, "new").rows(), 100), 3_000)));
        warehouse.write(operation("replace"), replace, rows -> counts.add(warehouse.count("people")));
        assertThat(counts).isNotEmpty().allMatch(count -> count == 1_000);
        assertThat(warehouse.count("people")).isEqualTo(3_000);
    }

    @Test
    void rowsAndLedgerOutliveTheProcess() {
        append("before", PEOPLE, people(0, 1_000, "p"));
        warehouse.close();
        warehouse = open();
        warehouse.prepare(List.of(PEOPLE, VISITS), List.of());
        assertThat(append("before", PEOPLE, people(0, 1_000, "p")).repeated()).isTrue();
        assertHolds(PEOPLE, people(0, 1_000, "p").rows());
    }

    @Test
    void anUnknownTableIsSaidToBeUnknown() {
        TableDefinition nowhere = TableDefinition.of("nowhere", List.of(), PEOPLE.columns());
        assertFails(FailureType.UNKNOWN_TABLE, () -> append("lost", nowhere, people(0, 1, "p")));
        assertFails(FailureType.UNKNOWN_TABLE, () -> warehouse.count("nowhere"));
        assertFails(FailureType.UNKNOWN_TABLE, () -> warehouse.sample(nowhere, 1));
    }

    @Test
    void aTableThatIsNotAsDefinedIsNeitherWrittenNorPrepared() {
        TableDefinition other = TableDefinition.of(
                "people",
                List.of("id"),
                List.of(
                        Column.of("id", ColumnType.STRING, Mode.REQUIRED),
                        Column.of("name", ColumnType.STRING, Mode.REQUIRED)));
        assertThatThrownBy(() -> append("other", other, RowList.of(row("1", "Ada"))))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.type()).isEqualTo(FailureType.TABLE_CHANGED));
        assertThatThrownBy(() -> warehouse.prepare(List.of(other), List.of()))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("people.id")
                .hasMessageContaining("people.name");
        assertThat(warehouse.count("people")).isZero();
    }

    @Test
    void preparingAgainKeepsTheRows() {
        append("before", PEOPLE, people(0, 10, "p"));
        warehouse.prepare(List.of(VISITS, PEOPLE), List.of());
        assertHolds(PEOPLE, people(0, 10, "p").rows());
    }

    @Test
    void columnsMayBeNamedLikeKeywords() {
        TableDefinition odd = TableDefinition.of(
                "select",
                List.of("order"),
                List.of(
                        Column.of("order", ColumnType.INT64, Mode.REQUIRED),
                        Column.of("Group", ColumnType.STRING, Mode.NULLABLE),
                        Column.of("ordinal", ColumnType.INT64, Mode.NULLABLE),
                        Column.of("c0", ColumnType.INT64, Mode.NULLABLE)));
        warehouse.prepare(List.of(odd), List.of());
        append("odd", odd, RowList.of(row(1L, "a", 2L, 3L)));
        write("odd-merge", TableWrite.Mode.MERGE, odd, RowList.of(row(1L, "b", 4L, 5L), row(2L, "c", 6L, 7L)));
        assertThat(warehouse.sample(odd, 10).columns()).containsExactly("order", "Group", "ordinal", "c0");
        assertHolds(odd, row(1L, "b", 4L, 5L), row(2L, "c", 6L, 7L));
    }

    @Test
    void everyTypeComesBackAsItWent() {
        assertRoundTrip(ColumnType.INT64, Long.MIN_VALUE, Long.MIN_VALUE);
        assertRoundTrip(ColumnType.INT64, Long.MAX_VALUE, Long.MAX_VALUE);
        assertRoundTrip(ColumnType.FLOAT64, Double.MAX_VALUE, Double.MAX_VALUE);
        assertRoundTrip(ColumnType.FLOAT64, -Double.MIN_VALUE, -Double.MIN_VALUE);
        assertRoundTrip(ColumnType.FLOAT64, 0.1, 0.1);
        for (String number : List.of(
                "99999999999999999999999999999.999999999", "-99999999999999999999999999999.999999999", "0.000000001")) {
            assertRoundTrip(ColumnType.NUMERIC, new BigDecimal(number), new BigDecimal(number));
        }
        for (String number : List.of(
                "578960446186580977117854925043439539266.34992332820282019728792003956564819967",
                "-578960446186580977117854925043439539266.34992332820282019728792003956564819968",
                "0.00000000000000000000000000000000000001",
                "0")) {
            assertRoundTrip(ColumnType.BIGNUMERIC, new BigDecimal(number), new BigDecimal(number));
        }
        assertRoundTrip(ColumnType.BOOL, true, true);
        assertRoundTrip(ColumnType.BOOL, false, false);
        assertRoundTrip(ColumnType.DATE, LocalDate.parse("0001-01-01").toEpochDay(), "0001-01-01");
        assertRoundTrip(ColumnType.DATE, LocalDate.parse("9999-12-31").toEpochDay(), "9999-12-31");
        assertRoundTrip(ColumnType.TIME, 0L, "00:00:00");
        assertRoundTrip(ColumnType.TIME, LocalTime.parse("23:59:59.999999").toNanoOfDay() / 1_000, "23:59:59.999999");
        for (String time : List.of(
                "0001-01-01T00:00:00",
                "9999-12-31T23:59:59.999999",
                "1969-12-31T23:59:59.5",
                "2021-03-28T02:30:00",
                "2021-07-27T16:02:08")) {
            long micros = ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), LocalDateTime.parse(time));
            assertRoundTrip(ColumnType.DATETIME, micros, time);
            assertRoundTrip(ColumnType.TIMESTAMP, micros, time + "Z");
        }
        assertRoundTrip(ColumnType.JSON, "[1,\"a\",null,{\"b\":true}]", "[1,\"a\",null,{\"b\":true}]");
        assertRoundTrip(ColumnType.GEOGRAPHY, "POINT(1 2)", "POINT(1 2)");
    }

    @Test
    void textAndBytesComeBackAsTheyWent() {
        for (String text : List.of(
                "",
                " ",
                "NULL",
                "\\N",
                "Zoë 👩‍👩‍👧 \"quoted\" 'single' `back` \\ ; -- ${dataset} ?",
                "\t\r\n\u0001\u001f\u007f\u0085\u2028\ufeff\uffff",
                "שלום \u202emirror",
                "x".repeat(100_000))) {
            assertRoundTrip(ColumnType.STRING, text, text);
        }
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        for (byte[] bytes : List.of(new byte[0], new byte[1], all)) {
            assertRoundTrip(ColumnType.BYTES, bytes, Base64.getEncoder().encodeToString(bytes));
        }
    }

    @Test
    void numbersOfLimitedPrecisionComeBackAsTheyWent() {
        Column price = new Column(
                "value",
                ColumnType.NUMERIC,
                Mode.NULLABLE,
                "",
                List.of(),
                OptionalInt.of(10),
                OptionalInt.of(2),
                OptionalInt.empty(),
                List.of());
        assertRoundTrip(price, new BigDecimal("-99999999.99"), new BigDecimal("-99999999.99"));
        assertRoundTrip(price, new BigDecimal("1.5"), new BigDecimal("1.5"));
    }

    @Test
    void recordsAndListsComeBackAsTheyWent() {
        Column tags = Column.of("value", ColumnType.STRING, Mode.REPEATED);
        assertRoundTrip(tags, List.of("a", "", "\"é\n"), List.of("a", "", "\"é\n"));
        assertRoundTrip(tags, List.of(), List.of());

        List<Column> fields = Arrays.stream(ColumnType.values())
                .filter(type -> type != ColumnType.STRUCT)
                .map(type -> Column.of("f_" + type.name().toLowerCase(Locale.ROOT), type, Mode.NULLABLE))
                .toList();
        Map<String, Object> went = new LinkedHashMap<>();
        Map<String, Object> came = new LinkedHashMap<>();
        for (Column field : fields) {
            went.put(field.name(), LEAVES.get(field.type()).went());
            came.put(field.name(), LEAVES.get(field.type()).came());
        }
        Column struct = nested("value", Mode.NULLABLE, fields);
        assertRoundTrip(struct, went, came);
        Map<String, Object> empty = new LinkedHashMap<>();
        fields.forEach(field -> empty.put(field.name(), null));
        assertRoundTrip(struct, empty, empty);

        Column deep = nested(
                "value",
                Mode.REPEATED,
                List.of(
                        Column.of("order", ColumnType.INT64, Mode.REQUIRED),
                        nested("lines", Mode.REPEATED, List.of(Column.of("qty", ColumnType.NUMERIC, Mode.NULLABLE)))));
        List<Map<String, Object>> orders = List.of(
                Map.of("order", Long.MAX_VALUE, "lines", List.of(Map.of("qty", new BigDecimal("0.000000001")))),
                Map.of("order", 2L, "lines", List.of()));
        assertRoundTrip(deep, orders, orders);
    }

    private record Leaf(Object went, Object came) {}

    private static final Map<ColumnType, Leaf> LEAVES = Map.ofEntries(
            Map.entry(ColumnType.INT64, new Leaf(Long.MIN_VALUE, Long.MIN_VALUE)),
            Map.entry(ColumnType.FLOAT64, new Leaf(Double.MIN_VALUE, Double.MIN_VALUE)),
            Map.entry(
                    ColumnType.NUMERIC,
                    new Leaf(
                            new BigDecimal("99999999999999999999999999999.999999999"),
                            new BigDecimal("99999999999999999999999999999.999999999"))),
            Map.entry(
                    ColumnType.BIGNUMERIC,
                    new Leaf(
                            new BigDecimal("0.00000000000000000000000000000000000001"),
                            new BigDecimal("0.00000000000000000000000000000000000001"))),
            Map.entry(ColumnType.BOOL, new Leaf(true, true)),
            Map.entry(ColumnType.STRING, new Leaf("é\"\\\n", "é\"\\\n")),
            Map.entry(ColumnType.BYTES, new Leaf(new byte[] {-1, 0, 1}, "/wAB")),
            Map.entry(ColumnType.DATE, new Leaf(-719_162L, "0001-01-01")),
            Map.entry(ColumnType.TIME, new Leaf(1_500_000L, "00:00:01.5")),
            Map.entry(ColumnType.DATETIME, new Leaf(253_402_300_799_999_999L, "9999-12-31T23:59:59.999999")),
            Map.entry(ColumnType.TIMESTAMP, new Leaf(-1L, "1969-12-31T23:59:59.999999Z")),
            Map.entry(ColumnType.JSON, new Leaf("{\"a\":1}", "{\"a\":1}")),
            Map.entry(ColumnType.GEOGRAPHY, new Leaf("POINT(1 2)", "POINT(1 2)")));

    @Test
    void aViewIsReadInItsOrderByYearOrWhole() {
        ViewDefinition view = visitsPerYear(List.of("visits DESC", "place"));
        warehouse.prepare(List.of(PEOPLE, VISITS), List.of(view));
        append(
                "visits",
                VISITS,
                RowList.of(
                        row(1L, "b", year(2021)),
                        row(2L, "b", year(2021) - 1),
                        row(3L, "a", year(2021)),
                        row(4L, null, year(2021)),
                        row(5L, "c", year(2021)),
                        row(6L, "c", year(2022) - 1)));
        ResultTable one = warehouse.view(view, OptionalInt.of(2021));
        assertThat(one.columns()).containsExactly("year", "place", "visits");
        assertThat(one.rows())
                .containsExactly(row(2021L, "c", 2L), row(2021L, null, 1L), row(2021L, "a", 1L), row(2021L, "b", 1L));
        assertThat(warehouse.view(view, OptionalInt.empty()).rows())
                .hasSize(5)
                .startsWith(row(2021L, "c", 2L))
                .contains(row(2020L, "b", 1L));
        assertThat(warehouse.view(view, OptionalInt.of(1999)).rows()).isEmpty();
    }

    @Test
    void preparingReplacesAView() {
        warehouse.prepare(List.of(), List.of(visitsPerYear(List.of())));
        ViewDefinition other = new ViewDefinition(
                "visits_per_year", "", "SELECT 2021 AS year, count(*) AS people FROM ${dataset}.people", List.of());
        warehouse.prepare(List.of(), List.of(other));
        assertThat(warehouse.view(other, OptionalInt.empty()).rows()).containsExactly(row(2021L, 0L));
    }

    @Test
    void anUnknownViewIsSaidToBeUnknown() {
        assertFails(FailureType.UNKNOWN_TABLE, () -> warehouse.view(visitsPerYear(List.of()), OptionalInt.empty()));
    }

    @Test
    void aSampleHasNoMoreRowsThanAskedFor() {
        append("people", PEOPLE, people(0, 30, "p"));
        assertThat(warehouse.sample(PEOPLE, 7).rows()).hasSize(7);
        assertThat(warehouse.sample(PEOPLE, 100).rows()).hasSize(30);
        assertThat(warehouse.sample(PEOPLE, 0).rows()).isEmpty();
    }

    @Test
    void itAnswersUntilItIsClosed() {
        warehouse.check();
        warehouse.close();
        assertFails(FailureType.UNAVAILABLE, () -> warehouse.check());
        assertFails(FailureType.UNAVAILABLE, () -> append("late", PEOPLE, people(0, 1, "p")));
    }

    protected static RowList people(long from, long to, String name) {
        return RowList.split(
                LongStream.range(from, to)
                        .mapToObj(id -> row(id, name + " " + id))
                        .toList(),
                1_024);
    }

    protected static Operation operation(String id) {
        return new Operation(id, "parameters of " + id);
    }

    protected TableWrite writeOf(TableDefinition table, RowList source) {
        return new TableWrite(table, TableWrite.Mode.APPEND, rows(table, source, source.count()));
    }

    protected WriteResult append(String operation, TableDefinition table, RowList source) {
        return write(operation, TableWrite.Mode.APPEND, table, source);
    }

    protected WriteResult write(String operation, TableWrite.Mode mode, TableDefinition table, RowList source) {
        return write(operation(operation), List.of(new TableWrite(table, mode, rows(table, source, source.count()))));
    }

    protected WriteResult write(Operation operation, List<TableWrite> writes) {
        return warehouse.write(operation, writes, rows -> {});
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    protected final void assertHolds(TableDefinition table, List<Object>... rows) {
        assertHolds(table, List.of(rows));
    }

    protected final void assertHolds(TableDefinition table, List<List<Object>> rows) {
        assertThat(warehouse.count(table.name())).isEqualTo(rows.size());
        assertThat(sampled(table)).containsExactlyInAnyOrderElementsOf(rows);
    }

    protected static void assertFails(FailureType type, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.type())
                                .as(failure.getMessage())
                                .isEqualTo(type));
    }

    private List<List<Object>> sampled(TableDefinition table) {
        return warehouse.sample(table, 100_000).rows();
    }

    private void assertRoundTrip(ColumnType type, Object went, Object came) {
        assertRoundTrip(Column.of("value", type, Mode.NULLABLE), went, came);
    }

    /** Writes a value beside a NULL, each time into a table of its own. */
    private void assertRoundTrip(Column column, Object went, Object came) {
        TableDefinition table = TableDefinition.of(
                "round_trip_" + ++roundTrips,
                List.of(),
                List.of(Column.of("id", ColumnType.INT64, Mode.REQUIRED), column));
        warehouse.prepare(List.of(table), List.of());
        append(table.name(), table, RowList.of(row(1L, went), row(2L, null), row(3L, went)));
        Object nothing = column.mode() == Mode.REPEATED ? List.of() : null;
        assertThat(sampled(table).stream().map(WarehouseContract::comparable).toList())
                .as("%s %s", column.mode(), column.type())
                .containsExactlyInAnyOrder(
                        row(1L, comparable(came)), row(2L, comparable(nothing)), row(3L, comparable(came)));
    }

    private int roundTrips;

    /** Numbers without the zeros at their ends, at any depth: a scale is no part of a value. */
    private static Object comparable(Object value) {
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros();
        }
        if (value instanceof List<?> list) {
            return Collections.unmodifiableList(
                    list.stream().map(WarehouseContract::comparable).collect(ArrayList::new, List::add, List::addAll));
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> fields = new LinkedHashMap<>();
            map.forEach((name, field) -> fields.put(name, comparable(field)));
            return fields;
        }
        return value;
    }

    private static Column nested(String name, Mode mode, List<Column> fields) {
        return new Column(
                name,
                ColumnType.STRUCT,
                mode,
                "",
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                fields);
    }

    private static ViewDefinition visitsPerYear(List<String> orderBy) {
        return new ViewDefinition(
                "visits_per_year",
                "",
                "SELECT EXTRACT(YEAR FROM seen) AS year, place, count(*) AS visits FROM ${dataset}.visits"
                        + " GROUP BY 1, 2",
                orderBy);
    }

    private static long year(int year) {
        return LocalDate.of(year, 1, 1).atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1_000_000;
    }

    private static String micros(long micros) {
        return micros == 0 ? "1970-01-01T00:00:00Z" : "1970-01-01T00:00:00.00000" + micros + "Z";
    }

    /** What a job does with a failure that passes: the same again. */
    private static WriteResult retrying(Callable<WriteResult> write) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return write.call();
            } catch (StoreFailure e) {
                if (attempt == 20 || e.type().remedy() != FailureType.Remedy.WAIT) {
                    throw e;
                }
            }
        }
    }

    private static <T> List<T> atTheSameTime(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            CountDownLatch ready = new CountDownLatch(calls.size());
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> call : calls) {
                futures.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return call.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
