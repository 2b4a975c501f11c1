package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.contract.RowList.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.ResultTable;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.contract.RowList;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes for DuckDB alone: its file, its types, its ways to fail. */
@Timeout(120)
class DuckDbWarehouseTest {
    private static final DuckDbSettings SETTINGS = new DuckDbSettings(2, 256L << 20);
    private static final Column ID = Column.of("id", ColumnType.INT64, Mode.REQUIRED);
    private static final Column NAME = Column.of("name", ColumnType.STRING, Mode.NULLABLE);
    private static final TableDefinition PEOPLE = TableDefinition.of("people", List.of("id"), List.of(ID, NAME));

    @TempDir
    private Path folder;

    /** As many as there are tasks: some wait for others, for which the common pool of two processors has one thread. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Path file;

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @BeforeEach
    void nameFile() {
        file = folder.resolve("data").resolve("warehouse.duckdb");
    }

    @Test
    void aWriteThatWasAnsweredOutlivesAKillAndOneUnderWayDoesNot() {
        Path copy = folder.resolve("copy.duckdb");
        try (DuckDbWarehouse warehouse = open(file)) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            append(warehouse, "answered", people(10));
            write(warehouse, "under-way", people(300_000), rows -> {
                if (rows == 300_000) {
                    copyDatabase(file, copy);
                }
            });
        }
        try (DuckDbWarehouse killed = open(copy)) {
            assertThat(killed.count("people")).isEqualTo(10);
            assertThat(killed.outcome(operation("answered"))).isPresent();
            assertThat(killed.outcome(operation("under-way"))).isEmpty();
            append(killed, "under-way", people(5));
            assertThat(killed.count("people")).isEqualTo(15);
        }
    }

    @Test
    void smallWritesThatWaitAreCommittedTogetherEachWithItsOwnResult() throws Exception {
        ObjectStore parts = new LocalObjectStore(folder.resolve("parts"), "");
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (DuckDbWarehouse warehouse = DuckDbWarehouse.open(file, parts, SETTINGS)) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            CompletableFuture<Void> load = CompletableFuture.runAsync(
                    () -> write(warehouse, "load", people(1_000), rows -> {
                        writing.countDown();
                        awaitQuietly(goOn);
                    }),
                    threads);
            writing.await();
            List<CompletableFuture<WriteResult>> inserts = new ArrayList<>();
            AtomicInteger waiting = new AtomicInteger();
            for (int i = 0; i < 10; i++) {
                String id = "insert-" + i;
                // The fourth says that there are more rows than were staged.
                long rows = i == 3 ? 2 : 1;
                inserts.add(CompletableFuture.supplyAsync(
                        () -> warehouse.write(
                                operation(id), List.of(staged(parts, id, rows)), taken -> waiting.incrementAndGet()),
                        threads));
            }
            while (waiting.get() < 10) {
                Thread.onSpinWait();
            }
            goOn.countDown();
            load.join();

            for (int i = 0; i < 10; i++) {
                CompletableFuture<WriteResult> insert = inserts.get(i);
                if (i == 3) {
                    assertFails(FailureType.RECONCILIATION_FAILED, () -> join(insert), "2 rows were said to come");
                    assertThat(warehouse.outcome(operation("insert-3"))).isEmpty();
                } else {
                    assertThat(insert.join().tables().get(0).written()).isEqualTo(1);
                    assertThat(warehouse.outcome(operation("insert-" + i))).isPresent();
                }
            }
            assertThat(warehouse.count("people")).isEqualTo(1_009);
        }
    }

    @Test
    void aSmallWriteSeesTheTableAsItIsNowAlsoWhereOneBeforeSawItOtherwise() {
        ObjectStore parts = objects();
        Database database = Database.inMemory(SETTINGS);
        try (DuckDbWarehouse warehouse = new DuckDbWarehouse(database, parts, SETTINGS)) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            small(warehouse, parts, "first");

            execute(database, "ALTER TABLE people RENAME TO old; CREATE TABLE people(id VARCHAR)");
            assertFails(FailureType.TABLE_CHANGED, () -> small(warehouse, parts, "changed"), "people.id");
            execute(database, "DROP TABLE people");
            assertFails(FailureType.UNKNOWN_TABLE, () -> small(warehouse, parts, "gone"), "people");
            execute(database, "CREATE TABLE people(name VARCHAR, id BIGINT NOT NULL)");
            execute(database, "INSERT INTO people VALUES ('Ada', 1), ('Bob', 2)");

            assertThat(small(warehouse, parts, "second").tables())
                    .containsExactly(new WriteResult.TableResult("people", 1, 0, 2, 3));
            assertThat(warehouse.sample(PEOPLE, 10).rows())
                    .containsExactlyInAnyOrder(row(1L, "Ada"), row(2L, "Bob"), row(7L, null));
            assertThat(small(warehouse, parts, "first").repeated()).isTrue();
        }
    }

    private static WriteResult small(DuckDbWarehouse warehouse, ObjectStore parts, String id) {
        return warehouse.write(operation(id), List.of(staged(parts, id, 1)), told -> {});
    }

    private static TableWrite staged(ObjectStore parts, String name, long said) {
        ByteArrayOutputStream avro = new ByteArrayOutputStream();
        RowBatch batch = new RowBatch(PEOPLE.columns(), 1);
        batch.column(0).setLong(0, 7);
        batch.column(1).setNull(0);
        batch.add();
        try (RowSink sink = RowAvro.writer(PEOPLE, avro)) {
            sink.write(batch);
            sink.finish();
        }
        parts.write(name, Condition.any(), avro.toByteArray());
        return new TableWrite(PEOPLE, TableWrite.Mode.APPEND, new Rows.Staged(List.of(name), said));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(CompletableFuture<?> future) throws Throwable {
        try {
            future.join();
        } catch (CompletionException e) {
            throw e.getCause();
        }
    }

    @Test
    void closingLeavesAllInOneFile() {
        try (DuckDbWarehouse warehouse = open(file)) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            append(warehouse, "append", people(10));
        }
        assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
        assertThat(file.resolveSibling("warehouse.duckdb.wal")).doesNotExist();
    }

    @Test
    void aFileThatAnotherProcessHasOpenIsUnavailable() throws IOException {
        Files.createDirectories(file.getParent());
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DatabaseHolder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = holder.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("open");
            assertFails(FailureType.UNAVAILABLE, () -> open(file), file.toString(), "end the other program");
        } finally {
            holder.destroy();
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsDamaged() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "id,name\n1,Ada\n");
        assertFails(FailureType.DAMAGED, () -> open(file), file.toString(), "restore a backup");
    }

    @Test
    void aFileOfANewerDuckDbIsSaidToBeOne() throws IOException {
        open(file).close();
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        content.putLong(12, 9_999);
        content.putLong(0, checksum(content, 8, 4_096));
        Files.write(file, content.array());

        assertFails(FailureType.NOT_POSSIBLE, () -> open(file), file.toString(), "use the Tablekeeper that wrote it");
    }

    /** DuckDB's own: see {@code Checksum} in its sources. */
    private static long checksum(ByteBuffer content, int from, int to) {
        long checksum = 5_381;
        for (int at = from; at < to; at += Long.BYTES) {
            checksum ^= content.getLong(at) * 0xbf58476d1ce4e5b9L;
        }
        return checksum;
    }

    @Test
    void aFlippedByteInTheHeaderIsDamage() throws IOException {
        try (DuckDbWarehouse warehouse = open(file)) {
            warehouse.prepare(List.of(PEOPLE), List.of());
        }
        byte[] content = Files.readAllBytes(file);
        for (int headerAt : new int[] {4_096 + 20, 8_192 + 20}) {
            content[headerAt] ^= 1;
        }
        Files.write(file, content);
        assertFails(FailureType.DAMAGED, () -> open(file), file.toString());
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws IOException {
        Path blocked = folder.resolve("blocked");
        Files.writeString(blocked, "a file");
        assertFails(FailureType.UNAVAILABLE, () -> open(blocked.resolve("warehouse.duckdb")), blocked.toString());
    }

    @Test
    void everyDifferenceOfEveryTableIsListed() {
        TableDefinition orders = TableDefinition.of(
                "orders", List.of(), List.of(ID, Column.of("price", ColumnType.NUMERIC, Mode.NULLABLE)));
        try (DuckDbWarehouse warehouse = memory()) {
            warehouse.prepare(List.of(PEOPLE, orders), List.of());
            TableDefinition people = TableDefinition.of(
                    "people",
                    List.of(),
                    List.of(
                            Column.of("id", ColumnType.STRING, Mode.NULLABLE),
                            Column.of("born", ColumnType.DATE, Mode.REQUIRED)));
            TableDefinition cheap = TableDefinition.of(
                    "orders", List.of(), List.of(ID, Column.of("price", ColumnType.FLOAT64, Mode.NULLABLE)));
            assertFails(
                    FailureType.TABLE_CHANGED,
                    () -> warehouse.prepare(List.of(people, cheap), List.of()),
                    "people.id is BIGINT in the table, VARCHAR (STRING) in the definition",
                    "people.id may not be NULL in the table, and is NULLABLE in the definition",
                    "people.born is in the definition, not in the table",
                    "people.name is in the table, not in the definition",
                    "orders.price is DECIMAL(38,9) in the table, DOUBLE (FLOAT64) in the definition");
            warehouse.prepare(List.of(PEOPLE, orders), List.of());
        }
    }

    @Test
    void aNullableColumnThatIsNewIsAdded() {
        TableDefinition more = TableDefinition.of(
                "people",
                List.of("id"),
                List.of(
                        Column.of("tags", ColumnType.STRING, Mode.REPEATED),
                        ID,
                        Column.of("born", ColumnType.DATE, Mode.NULLABLE),
                        NAME));
        try (DuckDbWarehouse warehouse = memory()) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            append(warehouse, "before", RowList.of(row(1L, "Ada")));
            warehouse.prepare(List.of(more), List.of());
            RowList rows = RowList.of(row(List.of("x"), 2L, 0L, "Bob"));
            warehouse.write(
                    operation("after"),
                    List.of(new TableWrite(more, TableWrite.Mode.APPEND, Rows.Pulled.counted(rows, 1))),
                    told -> {});
            assertThat(warehouse.sample(more, 10).rows())
                    .containsExactlyInAnyOrder(
                            row(List.of(), 1L, null, "Ada"), row(List.of("x"), 2L, "1970-01-01", "Bob"));
        }
    }

    @Test
    void aViewInTheWayOfATableIsSaid() {
        ViewDefinition view = new ViewDefinition("people", "", "SELECT 1 AS year", List.of());
        try (DuckDbWarehouse warehouse = memory()) {
            warehouse.prepare(List.of(), List.of(view));
            assertFails(FailureType.TABLE_CHANGED, () -> warehouse.prepare(List.of(PEOPLE), List.of()), "is a view");
        }
    }

    @Test
    void aViewThatCannotBeMadeLeavesNothingBehind() {
        ViewDefinition view = new ViewDefinition("wrong", "", "SELECT year FROM ${dataset}.nowhere", List.of());
        try (DuckDbWarehouse warehouse = memory()) {
            assertFails(
                    FailureType.INVALID_REQUEST, () -> warehouse.prepare(List.of(PEOPLE), List.of(view)), "nowhere");
            assertFails(FailureType.UNKNOWN_TABLE, () -> warehouse.count("people"));
        }
    }

    @Test
    void sqlReachesNoFileButTheDatabase() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.csv"), "year\n2021\n");
        ViewDefinition view = new ViewDefinition("leak", "", "SELECT year FROM read_csv('" + secret + "')", List.of());
        try (DuckDbWarehouse warehouse = open(file)) {
            assertThatThrownBy(() -> warehouse.prepare(List.of(), List.of(view)))
                    .isInstanceOf(StoreFailure.class);
        }
    }

    @Test
    void aViewsOrderIsAListOfColumns() {
        ViewDefinition view = new ViewDefinition("years", "", "SELECT 2021 AS year", List.of("year; DROP TABLE x"));
        try (DuckDbWarehouse warehouse = memory()) {
            warehouse.prepare(List.of(), List.of(view));
            assertFails(
                    FailureType.INVALID_REQUEST,
                    () -> warehouse.view(view, OptionalInt.empty()),
                    "years",
                    "year; DROP TABLE x");
        }
    }

    @Test
    void aViewShowsEachTypeInAnyTimeZone() {
        ViewDefinition view = new ViewDefinition(
                "types",
                "",
                "SELECT 2021 AS year, sum(range) AS total, 170141183460469231731687303715884105727 AS huge,"
                        + " 1.50 AS price, CAST(0.5 AS FLOAT) AS half, true AS yes, NULL AS nothing,"
                        + " DATE '0001-01-01' AS day, TIME '01:02:03.5' AS clock,"
                        + " TIMESTAMP '2021-03-28 02:30:00' AS wall,"
                        + " TIMESTAMPTZ '2021-03-28 02:30:00.000001+00' AS instant,"
                        + " CAST('2021-03-28 02:30:00' AS TIMESTAMPTZ) AS in_session_zone,"
                        + " 'ab'::BLOB AS bytes, [1, NULL] AS list, {'a': 1, 'b': [DATE '2020-01-01']} AS record"
                        + " FROM range(3) GROUP BY ALL",
                List.of());
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        try (DuckDbWarehouse warehouse = memory()) {
            warehouse.prepare(List.of(), List.of(view));
            ResultTable result = warehouse.view(view, OptionalInt.of(2021));
            assertThat(result.rows()).hasSize(1);
            assertThat(result.rows().get(0))
                    .containsExactly(
                            2021L,
                            3L,
                            new BigDecimal("170141183460469231731687303715884105727"),
                            new BigDecimal("1.50"),
                            0.5,
                            true,
                            null,
                            "0001-01-01",
                            "01:02:03.5",
                            "2021-03-28T02:30:00",
                            "2021-03-28T02:30:00.000001Z",
                            "2021-03-28T02:30:00Z",
                            "YWI=",
                            row(1L, null),
                            Map.of("a", 1L, "b", List.of("2020-01-01")));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aNullWhereAValueMustBeIsRefused() {
        try (DuckDbWarehouse warehouse = memory()) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            assertFails(
                    FailureType.INVALID_REQUEST,
                    () -> append(warehouse, "null", RowList.of(row(1L, "secret"), row(null, "secret"))),
                    "people.id");
            assertThat(warehouse.count("people")).isZero();
        }
    }

    @Test
    void aValueThatDoesNotFitIsRefusedAndNotShown() {
        byte[] notUtf8 = {'s', 'e', 'c', 'r', 'e', 't', (byte) 0xff};
        try (DuckDbWarehouse warehouse = memory()) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            assertThatThrownBy(() -> append(warehouse, "bytes", RowList.of(row(1L, notUtf8))))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageContaining("people.name")
                    .hasMessageNotContaining("secret")
                    .hasNoCause();
            assertThat(warehouse.count("people")).isZero();
        }
    }

    @Test
    void aTableAlteredUnderAWriteIsAConflict() {
        Database database = Database.inMemory(SETTINGS);
        try (DuckDbWarehouse warehouse = new DuckDbWarehouse(database, objects(), SETTINGS)) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            LongConsumer altering = once(() -> execute(database, "ALTER TABLE main.people ADD COLUMN born DATE"));
            assertFails(FailureType.CONFLICT, () -> write(warehouse, "altered", people(10), altering));
            assertThat(warehouse.count("people")).isZero();
            assertThat(warehouse.outcome(operation("altered"))).isEmpty();
        }
    }

    @Test
    void anOutcomeThatCannotBeReadIsUnknown() {
        Database database = Database.inMemory(SETTINGS);
        try (DuckDbWarehouse warehouse = new DuckDbWarehouse(database, objects(), SETTINGS)) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            LongConsumer hiding = once(() -> execute(database, "ALTER TABLE tablekeeper.operations RENAME TO hidden"));
            assertFails(FailureType.OUTCOME_UNKNOWN, () -> write(warehouse, "lost", people(10), hiding), "lost");
        }
    }

    @Test
    void aWriterThatWaitsCanGiveUp() {
        try (DuckDbWarehouse warehouse = memory()) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            RuntimeException enough = new IllegalStateException("enough");
            LongConsumer meanwhile = once(() -> {
                // This thread holds the turn, so the second write can only wait.
                assertThatThrownBy(() -> write(warehouse, "second", people(1), rows -> {
                            throw enough;
                        }))
                        .isSameAs(enough);
            });
            write(warehouse, "first", people(10), meanwhile);
            assertThat(warehouse.count("people")).isEqualTo(10);
            append(warehouse, "third", people(1));
            assertThat(warehouse.count("people")).isEqualTo(11);
        }
    }

    @Test
    void twoWritesToOneTableInOneOperationBothCount() {
        try (DuckDbWarehouse warehouse = memory()) {
            warehouse.prepare(List.of(PEOPLE), List.of());
            WriteResult result =
                    warehouse.write(operation("both"), List.of(append(people(10)), append(people(5))), rows -> {});
            assertThat(result.tables())
                    .extracting(WriteResult.TableResult::after)
                    .containsExactly(10L, 15L);
        }
    }

    private static RowList people(int count) {
        return RowList.split(
                LongStream.range(0, count).mapToObj(id -> row(id, "p " + id)).toList(), 50_000);
    }

    private static Operation operation(String id) {
        return new Operation(id, "parameters of " + id);
    }

    private static TableWrite append(RowList rows) {
        return new TableWrite(PEOPLE, TableWrite.Mode.APPEND, Rows.Pulled.counted(rows, rows.count()));
    }

    private static void append(DuckDbWarehouse warehouse, String operation, RowList rows) {
        write(warehouse, operation, rows, told -> {});
    }

    private static void write(DuckDbWarehouse warehouse, String operation, RowList rows, LongConsumer progress) {
        warehouse.write(operation(operation), Collections.singletonList(append(rows)), progress);
    }

    private ObjectStore objects() {
        return new LocalObjectStore(folder.resolve("objects"), "");
    }

    private DuckDbWarehouse open(Path file) {
        return DuckDbWarehouse.open(file, objects(), SETTINGS);
    }

    private DuckDbWarehouse memory() {
        return DuckDbWarehouse.inMemory(objects(), SETTINGS);
    }

    private static LongConsumer once(Runnable action) {
        boolean[] done = new boolean[1];
        return rows -> {
            if (!done[0]) {
                done[0] = true;
                action.run();
            }
        };
    }

    private static void execute(Database database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void copyDatabase(Path from, Path to) {
        try {
            Files.copy(from, to);
            Path log = Path.of(from + ".wal");
            if (Files.exists(log)) {
                Files.copy(log, Path.of(to + ".wal"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertFails(FailureType type, ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreFailure.class, failure -> {
            assertThat(failure.type()).as(failure.getMessage()).isEqualTo(type);
            assertThat(failure.getMessage()).doesNotContain("\n");
            for (String part : parts) {
                assertThat(failure.getMessage()).contains(part);
            }
        });
    }
}
