package dev.tablekeeper.stores.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.row.FingerprintSum;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.contract.AvroFiles;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult.Swapped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups of tables and views that somebody has made in the database by hand, with all that DuckDB lets them do. */
@Timeout(120)
class UndescribedTablesTest {
    private static final DuckDbSettings SETTINGS = new DuckDbSettings(2, 256L << 20);

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ObjectStore objects;
    private Database database;
    private DuckDbWarehouse warehouse;

    @BeforeEach
    void open() {
        objects = new LocalObjectStore(folder.resolve("objects"), "");
        database = Database.file(folder.resolve("warehouse.duckdb"), SETTINGS);
        warehouse = new DuckDbWarehouse(database, objects, SETTINGS);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        warehouse.close();
    }

    @Test
    void everyTypeThatCanBeHeldComesBack() {
        execute("CREATE TYPE mood AS ENUM ('sad', 'it''s, ok')");
        execute(
                "CREATE TABLE \"Odd Table\" (a TINYINT, b SMALLINT, c INTEGER, d BIGINT NOT NULL, e HUGEINT, f UTINYINT,"
                        + " g USMALLINT, h UINTEGER, i UBIGINT, j UHUGEINT, k FLOAT, l DOUBLE, m DECIMAL(10,2),"
                        + " n DECIMAL(38,20), o BOOLEAN, p VARCHAR, q BLOB, r DATE, s TIME, u TIMESTAMP, v TIMESTAMPTZ,"
                        + " w TIMESTAMP_S, x TIMESTAMP_MS, y TIMESTAMP_NS, aa UUID, ab mood, ac ENUM ('a', 'b,c)'), ad JSON,"
                        + " ae INTEGER[] NOT NULL, af FLOAT[3], ag STRUCT(\"a \"\"b\" HUGEINT, c VARCHAR[], j JSON),"
                        + " ah STRUCT(x INTEGER, y STRUCT(\"z, (\" TIMESTAMP_MS)[])[], \"Upper Case\" VARCHAR,"
                        + " gen INTEGER GENERATED ALWAYS AS (c + 1), PRIMARY KEY (d))");
        execute("INSERT INTO \"Odd Table\" VALUES (-128, -32768, -2147483648, 1,"
                + " -170141183460469231731687303715884105728, 255, 65535, 4294967295, 18446744073709551615,"
                + " 340282366920938463463374607431768211455, '-0.0'::FLOAT, 'nan', 99999999.99,"
                + " 999999999999999999.99999999999999999999, true, 'é', '\\x00\\xFF'::BLOB, '0001-01-01',"
                + " '23:59:59.999999', '9999-12-31 23:59:59.999999', '0001-01-01 00:00:00+00', '2021-01-01 01:02:03',"
                + " '2021-01-01 01:02:03.456', '2021-01-01 01:02:03.456789', '12345678-1234-5678-1234-567812345678',"
                + " 'it''s, ok', 'b,c)', '{\"a\": [1, 2] }', [1, 2], [1.5, -0.0, 3],"
                + " {'a \"b': 170141183460469231731687303715884105727, 'c': ['x', ''], 'j': '[1,  2]'},"
                + " [{'x': 1, 'y': [{'z, (': '2021-01-01 01:02:03.456'}]}, {'x': NULL, 'y': []}], 'Case')");
        execute("INSERT INTO \"Odd Table\" (d, ae) VALUES (2, [])");

        Snapshot snapshot = freeze("freeze");
        SnapshotTable table = snapshot.tables().get(0);
        List<Column> columns = table.definition().columns();
        assertThat(columns.get(3)).isEqualTo(Column.of("d", ColumnType.INT64, Mode.REQUIRED));
        assertThat(columns).extracting(Column::type).doesNotContainNull().hasSize(34);
        assertThat(column(columns, "n").precision()).hasValue(38);
        assertThat(column(columns, "n").scale()).hasValue(20);
        assertThat(column(columns, "e").type()).isEqualTo(ColumnType.BIGNUMERIC);
        assertThat(column(columns, "ae").mode()).isEqualTo(Mode.REPEATED);
        assertThat(column(columns, "ag").fields()).extracting(Column::name).containsExactly("a \"b", "c", "j");

        AvroFiles files = export("freeze", table);
        TableName name = TableName.of("Odd Table");
        warehouse.swaps().stage(operation("stage"), "job", name, table.definition(), files, told -> {});
        assertThat(warehouse.swaps().staged("job", name, columns, () -> {})).isEqualTo(files.content(columns));
        assertThat(warehouse.swaps().live(name, columns, () -> {})).isEqualTo(files.content(columns));
        List<String> names = columns.stream().map(Column::name).toList();
        assertThat(warehouse
                        .swaps()
                        .swap(operation("swap"), "job", List.of(new Swap(name, names)), List.of(), () -> {})
                        .tables())
                .containsExactly(new Swapped(name, true, true, 2, 0, 2));
        String kept = OwnNames.kept("swap", "Odd Table");
        assertThat(number("SELECT count(*) FROM (SELECT * REPLACE (ag::VARCHAR AS ag, coalesce(ah, [])::VARCHAR AS ah,"
                        + " coalesce(af, [])::VARCHAR AS af), FROM \"Odd Table\") AS n JOIN (SELECT * FROM \"" + kept
                        + "\") AS k USING (d) WHERE n.e IS NOT DISTINCT FROM k.e::VARCHAR AND n.y IS NOT DISTINCT FROM"
                        + " k.y::TIMESTAMP AND n.ad IS NOT DISTINCT FROM k.ad::VARCHAR AND n.gen IS NOT DISTINCT FROM"
                        + " k.gen AND n.aa IS NOT DISTINCT FROM k.aa::VARCHAR AND n.ae = k.ae"))
                .isEqualTo(2);

        SwapBack back = new SwapBack(name, columns, Optional.of(files.content(columns)));
        warehouse.swaps().swapBack(operation("back"), operation("swap"), List.of(back), () -> {});
        assertThat(number("SELECT count(*) FROM duckdb_columns() WHERE table_name = 'Odd Table' AND data_type ="
                        + " 'HUGEINT'"))
                .isEqualTo(1);
    }

    @Test
    void rowsAreComparedThoughTheirTypesDiffer() {
        execute("CREATE TABLE t AS SELECT range::INTEGER AS id, [range::INTEGER] AS l, 'x' AS s FROM range(10)");
        SnapshotTable table = freeze("freeze").tables().get(0);
        AvroFiles files = export("freeze", table);
        execute("UPDATE t SET l = [1, 2] WHERE id = 3");
        execute("ALTER TABLE t ALTER s TYPE BLOB");
        execute("UPDATE t SET s = 'y'::BLOB WHERE id = 4");
        TableName name = TableName.of("t");
        warehouse.swaps().stage(operation("stage"), "job", name, table.definition(), files, told -> {});
        assertThat(warehouse
                        .swaps()
                        .swap(
                                operation("swap"),
                                "job",
                                List.of(new Swap(name, List.of("id", "l", "s", "other"))),
                                List.of(),
                                () -> {})
                        .tables())
                .containsExactly(new Swapped(name, true, true, 10, 2, 10));
    }

    @Test
    void whatNoBackupCanHoldIsNamed() {
        execute("CREATE TABLE t (id INTEGER, m MAP(VARCHAR, INTEGER), i INTERVAL, b BIT, l INTEGER[][],"
                + " u UNION(n INTEGER, s VARCHAR), z TIME WITH TIME ZONE, g BIGNUM, s STRUCT(a INTERVAL),"
                + " n TIMESTAMP_NS[], v VARIANT)");
        assertFails(
                FailureType.NOT_POSSIBLE,
                () -> freeze("freeze"),
                "t.m is MAP(VARCHAR, INTEGER)",
                "t.i is INTERVAL",
                "t.b is BIT",
                "t.l is INTEGER[][]",
                "t.u is UNION(n INTEGER, s VARCHAR)",
                "t.z is TIME WITH TIME ZONE",
                "t.g is BIGNUM",
                "t.s is STRUCT(a INTERVAL)",
                "t.n is TIMESTAMP_NS[]",
                "t.v is VARIANT",
                "Turn it into a type");
        assertFails(FailureType.NOT_POSSIBLE, () -> warehouse.swaps().find(TableName.of("t"), List.of()), "t.m is");
    }

    @Test
    void aTimeFinerThanMicrosecondsIsRefused() {
        execute("CREATE TABLE t AS SELECT TIMESTAMP_NS '2021-01-01 01:02:03.123456789' AS \"at it's\"");
        assertFails(
                FailureType.NOT_POSSIBLE,
                () -> freeze("freeze"),
                "t.at it's holds a time finer than microseconds, which no backup can hold: round it");
        List<Column> columns = List.of(Column.of("at it's", ColumnType.DATETIME, Mode.NULLABLE));
        assertFails(
                FailureType.NOT_POSSIBLE,
                () -> warehouse.swaps().live(TableName.of("t"), columns, () -> {}),
                "round it");
        execute("UPDATE t SET \"at it's\" = TIMESTAMP_NS '2021-01-01 01:02:03.123456000'");
        assertThat(export("again", freeze("again").tables().get(0)).longs(0)).containsExactly(1_609_462_923_123_456L);
    }

    @Test
    void valuesThatNoBackupCanHoldAreRefusedAndNotShown() {
        List<String> values = List.of(
                "'infinity'::TIMESTAMP",
                "'-infinity'::TIMESTAMPTZ",
                "'infinity'::DATE",
                "'10000-01-01'::DATE",
                "'0001-12-31 (BC)'::DATE",
                "'10000-01-01 00:00:00'::TIMESTAMP",
                "'24:00:00'::TIME",
                "['s3cret', NULL]",
                "[{'a': 's3cret', 'b': ['x', NULL]}]",
                "{'a': 's3cret', 'b': ['infinity'::TIMESTAMP]}");
        for (int i = 0; i < values.size(); i++) {
            execute("CREATE OR REPLACE TABLE t AS SELECT 1 AS id, " + values.get(i)
                    + " AS bad UNION ALL SELECT 2, NULL");
            String operation = "freeze-" + i;
            SnapshotTable table = freeze(operation).tables().get(0);
            assertThatThrownBy(() -> export(operation, table))
                    .as(values.get(i))
                    .isInstanceOfSatisfying(
                            StoreFailure.class,
                            failure -> assertThat(failure.type()).isEqualTo(FailureType.NOT_POSSIBLE))
                    .hasMessageContaining("t.bad holds ")
                    .hasMessageNotContaining("s3cret");
            assertThat(objects.list("", "", 10)).isEmpty();
            // One can look at it all the same, and put something better in its place.
            List<Column> columns = table.definition().columns();
            assertThat(warehouse
                            .swaps()
                            .live(TableName.of("t"), columns, () -> {})
                            .rows())
                    .isEqualTo(2);
        }
    }

    @Test
    void aTableWhoseNameIsNoFolderIsRefused() {
        for (String name : List.of("a/b", "..", "a\\b", "x".repeat(256))) {
            execute("CREATE TABLE \"" + name + "\" (id INTEGER)");
            assertFails(FailureType.NOT_POSSIBLE, () -> freeze("freeze"), name, "rename it");
            execute("DROP TABLE \"" + name + "\"");
        }
    }

    @Test
    void viewsMadeByHandAreAsTheDatabaseShowsThem() {
        execute("CREATE TABLE t AS SELECT 1 AS a, 'x' AS b");
        execute("CREATE VIEW plain AS SELECT a FROM t WHERE b = ' as it''s ('");
        execute("CREATE VIEW \"v \"\"w\" (x, \"Y ) z\") AS SELECT a, b FROM main.t");
        execute("CREATE TEMP VIEW passing AS SELECT 1");
        Snapshot snapshot = freeze("freeze");
        assertThat(snapshot.views())
                .containsExactly(
                        new SnapshotView("plain", "SELECT a FROM t WHERE (b = ' as it''s (')"),
                        new SnapshotView("v \"w", "SELECT * FROM (SELECT a, b FROM main.t) AS \"q\" (x, \"Y ) z\")"));
        execute("DROP VIEW plain");
        execute("DROP VIEW \"v \"\"w\"");
        warehouse.swaps().swap(operation("swap"), "job", List.of(), snapshot.views(), () -> {});
        assertThat(freeze("again").views()).extracting(SnapshotView::name).containsExactly("plain", "v \"w");
        assertThat(number("SELECT count(*) FROM \"v \"\"w\" WHERE \"Y ) z\" = 'x'"))
                .isEqualTo(1);
    }

    @Test
    void tablesThatChangeWhileTheyAreFrozenAreAsTheyWere() {
        execute("CREATE TABLE a AS SELECT range AS id FROM range(10)");
        execute("CREATE TABLE b AS SELECT range AS id FROM range(20)");
        execute("CREATE TABLE c AS SELECT range AS id FROM range(30)");
        execute("CREATE TABLE d AS SELECT range AS id FROM range(40)");
        AtomicBoolean done = new AtomicBoolean();
        Snapshot snapshot = warehouse.snapshots().freeze(operation("freeze"), Optional.empty(), List.of(), () -> {
            if (!done.getAndSet(true)) {
                execute("DROP TABLE a");
                execute("ALTER TABLE b ADD COLUMN more INTEGER");
                execute("ALTER TABLE b RENAME id TO other");
                execute("ALTER TABLE c RENAME TO e");
                execute("CREATE TABLE c AS SELECT 'new' AS text");
                execute("CREATE TABLE f AS SELECT 1 AS id");
                execute("DELETE FROM d WHERE id > 5");
            }
        });
        assertThat(done).isTrue();
        assertThat(snapshot.tables()).extracting(SnapshotTable::name).containsExactly("a", "b", "c", "d");
        assertThat(snapshot.tables()).extracting(SnapshotTable::rows).containsExactly(10L, 20L, 30L, 40L);
        for (SnapshotTable table : snapshot.tables()) {
            assertThat(table.definition().columns()).containsExactly(Column.of("id", ColumnType.INT64, Mode.NULLABLE));
            assertThat(export("freeze", table).longs(0)).hasSize((int) table.rows());
        }
    }

    @Test
    void aKillLeavesNothingHalfFrozenOrHalfSwapped() throws Exception {
        execute("CREATE TABLE t AS SELECT range AS id FROM range(1000)");
        SnapshotTable table = freeze("first").tables().get(0);
        AvroFiles files = export("first", table);
        TableName name = TableName.of("t");
        Path freezing = folder.resolve("freezing.duckdb");
        warehouse.snapshots().freeze(operation("second"), Optional.empty(), List.of(), () -> copyDatabase(freezing));
        Path staging = folder.resolve("staging.duckdb");
        warehouse
                .swaps()
                .stage(operation("stage"), "job", name, table.definition(), files, told -> copyDatabase(staging));
        Path swapping = folder.resolve("swapping.duckdb");
        execute("INSERT INTO t SELECT range FROM range(7)");
        warehouse
                .swaps()
                .swap(
                        operation("swap"),
                        "job",
                        List.of(new Swap(name, List.of("id"))),
                        List.of(),
                        () -> copyDatabase(swapping));
        Path swapped = folder.resolve("swapped.duckdb");
        copyDatabase(swapped);

        try (DuckDbWarehouse killed = DuckDbWarehouse.open(freezing, objects, SETTINGS)) {
            assertThat(killed.snapshots()
                            .freeze(operation("second"), Optional.empty(), List.of(), () -> {})
                            .tables())
                    .containsExactly(table);
        }
        try (DuckDbWarehouse killed = DuckDbWarehouse.open(staging, objects, SETTINGS)) {
            assertFails(
                    FailureType.SOURCE_MISSING,
                    () -> killed.swaps().staged("job", name, table.definition().columns(), () -> {}));
            assertThat(killed.swaps().stage(operation("stage"), "job", name, table.definition(), files, told -> {}))
                    .isEqualTo(1_000);
        }
        for (Path copy : List.of(swapping, swapped)) {
            try (DuckDbWarehouse killed = DuckDbWarehouse.open(copy, objects, SETTINGS)) {
                assertThat(killed.count("t")).isEqualTo(copy.equals(swapping) ? 1_007 : 1_000);
                assertThat(killed.swaps()
                                .swap(
                                        operation("swap"),
                                        "job",
                                        List.of(new Swap(name, List.of("id"))),
                                        List.of(),
                                        () -> {})
                                .tables())
                        .containsExactly(new Swapped(name, true, true, 1_007, 7, 1_000));
                assertThat(killed.count("t")).isEqualTo(1_000);
            }
        }
    }

    @Test
    void aTableThatSomethingDependsOnIsNotSwapped() {
        execute("CREATE TABLE t (id INTEGER PRIMARY KEY, b INTEGER)");
        execute("CREATE TABLE u (id INTEGER REFERENCES t (id))");
        execute("CREATE INDEX ti ON u (id)");
        execute("CREATE VIEW v AS SELECT 1 AS id");
        TableDefinition definition =
                TableDefinition.of("t", List.of(), List.of(Column.of("id", ColumnType.INT64, Mode.NULLABLE)));
        for (String table : List.of("t", "u", "v")) {
            execute("CREATE TABLE \"" + OwnNames.staged("job", table) + "\" (id BIGINT)");
        }
        assertThat(definition.columns()).hasSize(1);
        assertFails(FailureType.NOT_POSSIBLE, () -> swap("t"), "depend");
        assertFails(FailureType.NOT_POSSIBLE, () -> swap("u"), "u has an index");
        assertFails(FailureType.NOT_POSSIBLE, () -> swap("v"), "v is a view");
        assertThat(number("SELECT count(*) FROM v")).isEqualTo(1);
    }

    private void swap(String table) {
        warehouse
                .swaps()
                .swap(
                        operation("swap-" + table),
                        "job",
                        List.of(new Swap(TableName.of(table), List.of("id"))),
                        List.of(),
                        () -> {});
    }

    @Test
    void aPlaceThatIsNoUsersIsRefused() {
        for (String dataset :
                List.of("tablekeeper", "Information_Schema", "pg_catalog", "temp", "system", "frozen_x", "")) {
            assertFails(
                    FailureType.INVALID_REQUEST,
                    () -> warehouse.swaps().find(new TableName(Optional.of(dataset), "t"), List.of()),
                    "'" + dataset + "'");
        }
        assertFails(
                FailureType.INVALID_REQUEST,
                () -> warehouse.swaps().find(TableName.of("tablekeeper_staged_x"), List.of()),
                "tablekeeper_staged_x");
    }

    @Test
    void withoutRoomNothingIsSwapped() {
        DuckDbSettings small = new DuckDbSettings(2, 64L << 20);
        warehouse.close();
        database = Database.file(folder.resolve("warehouse.duckdb"), small);
        warehouse = new DuckDbWarehouse(database, objects, small);
        execute("CREATE TABLE t AS SELECT md5(range::VARCHAR) AS s FROM range(1000000)");
        execute("CREATE TABLE \"" + OwnNames.staged("job", "t")
                + "\" AS SELECT md5(range::VARCHAR) AS s FROM range(1, 1000001)");
        Swap swap = new Swap(TableName.of("t"), List.of("s"));
        execute("SET GLOBAL max_temp_directory_size = '1MB'");
        assertFails(
                FailureType.STORAGE_FULL,
                () -> warehouse.swaps().swap(operation("swap"), "job", List.of(swap), List.of(), () -> {}),
                "give it more");
        assertThat(number("SELECT count(*) FROM t WHERE s = md5('0')")).isEqualTo(1);

        execute("SET GLOBAL max_temp_directory_size = '10GB'");
        assertThat(warehouse
                        .swaps()
                        .swap(operation("swap"), "job", List.of(swap), List.of(), () -> {})
                        .tables())
                .containsExactly(new Swapped(TableName.of("t"), true, true, 1_000_000, 1, 1_000_000));
    }

    @Test
    void whatIsReleasedLeavesNoSchemaBehind() {
        execute("CREATE TABLE t AS SELECT 1 AS id");
        freeze("freeze");
        assertThat(number("SELECT count(*) FROM duckdb_tables() WHERE schema_name LIKE 'frozen%'"))
                .isEqualTo(1);
        warehouse.snapshots().release(operation("freeze"));
        assertThat(number("SELECT count(*) FROM duckdb_schemas() WHERE schema_name LIKE 'frozen%'"))
                .isZero();
    }

    @Test
    void entriesOfAnEarlierReleaseAreRead() {
        execute("INSERT INTO tablekeeper.operations VALUES ('old', 'parameters of old',"
                + " '[{\"table\":\"people\",\"written\":3,\"superseded\":0,\"before\":1,\"after\":4}]', now())");
        assertThat(warehouse.outcome(operation("old")).orElseThrow().tables())
                .hasSize(1)
                .allSatisfy(table -> assertThat(table.after()).isEqualTo(4));
    }

    @Test
    void aTableOfManySlicesIsExportedWholeAndWithinItsSlices() {
        long rows = 2 * Slices.of(1_500_000).each() + 17;
        execute("CREATE TABLE t AS SELECT range AS id FROM range(" + rows + ")");
        SnapshotTable table = freeze("freeze").tables().get(0);
        assertThat(table.slices()).isEqualTo(3);
        AvroFiles files = export("freeze", table);
        assertThat(files.names()).hasSize(3);
        List<Column> columns = table.definition().columns();
        assertThat(files.content(columns)).isEqualTo(warehouse.swaps().live(TableName.of("t"), columns, () -> {}));
    }

    @Test
    void slicesAreBoundedInNumberAndCoverAllRows() {
        for (long rows : new long[] {0, 1, 1_474_560, 1_474_561, 737_280_000, 737_280_001, 5_000_000_000L}) {
            Slices slices = Slices.of(rows);
            assertThat(slices.count()).isBetween(1, 500);
            assertThat(slices.to(slices.count() - 1)).isEqualTo(rows);
            assertThat(slices.from(slices.count() - 1)).isBetween(0L, rows);
        }
    }

    @Test
    void aTableIsReadInOneStateWhileOthersWrite() {
        whileTheTableIsReplaced((columns, round) -> warehouse.swaps().live(TableName.of("t"), columns, () -> {}));
    }

    @Test
    void aTableIsFrozenInOneStateWhileOthersWrite() {
        whileTheTableIsReplaced((columns, round) -> {
            String operation = "freeze-" + round;
            SnapshotTable table = freeze(operation).tables().get(0);
            List<Content> parts = IntStream.range(0, table.slices())
                    .mapToObj(slice -> warehouse
                            .snapshots()
                            .export(operation(operation), table, slice, objects, operation + "/", told -> {})
                            .get(0)
                            .content())
                    .toList();
            warehouse.snapshots().release(operation(operation));
            return new Content(
                    table.rows(),
                    FingerprintSum.sum(parts.stream().map(Content::fingerprint).toList()));
        });
    }

    /** Looks again and again what is in the table, while others put all of one content in the place of all of another. */
    private void whileTheTableIsReplaced(BiFunction<List<Column>, Integer, Content> look) {
        List<Column> columns = List.of(Column.of("id", ColumnType.INT64, Mode.NULLABLE));
        TableDefinition table = TableDefinition.of("t", List.of(), columns);
        warehouse.prepare(List.of(table), List.of());
        Set<Content> states = ConcurrentHashMap.newKeySet();
        AtomicBoolean enough = new AtomicBoolean();
        replace(table, 0, states);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(
                () -> {
                    for (int version = 1; !enough.get(); version++) {
                        replace(table, version, states);
                        executeIfPossible("CHECKPOINT");
                    }
                },
                threads);
        try {
            for (int i = 0; i < 25; i++) {
                assertThat(states).contains(look.apply(columns, i));
            }
        } finally {
            enough.set(true);
            writer.join();
        }
        assertThat(states).hasSizeGreaterThan(2);
    }

    /** Puts other rows into the table, more than one thread's share, and says before what it will hold then. */
    private void replace(TableDefinition table, int version, Set<Content> states) {
        long from = version * 1_000_000L;
        long to = from + 600_000 + version * 1_000L;
        FingerprintSum sum = new FingerprintSum(table.columns());
        RowSource rows = new Longs(from, to);
        RowBatch batch = new RowBatch(table.columns(), 2_048);
        try (RowSource.RowReader reader = rows.open(0)) {
            while (reader.read(batch)) {
                sum.add(batch);
            }
        }
        states.add(new Content(sum.rows(), sum.fingerprint()));
        warehouse.write(
                operation("replace-" + version),
                List.of(new TableWrite(table, TableWrite.Mode.REPLACE, Rows.Pulled.counted(rows, to - from))),
                told -> {});
    }

    private record Longs(long from, long to) implements RowSource {
        @Override
        public int splits() {
            return 1;
        }

        @Override
        public RowReader open(int split) {
            return new RowReader() {
                private long next = from;

                @Override
                public boolean read(RowBatch batch) {
                    batch.clear();
                    for (; next < to && !batch.full(); next++) {
                        batch.column(0).setLong(batch.size(), next);
                        batch.add();
                    }
                    return batch.size() > 0;
                }

                @Override
                public void close() {}
            };
        }
    }

    private void executeIfPossible(String sql) {
        try {
            execute(sql);
        } catch (AssertionError e) {
            // Somebody else was in its way.
        }
    }

    private Snapshot freeze(String operation) {
        return warehouse.snapshots().freeze(operation(operation), Optional.empty(), List.of(), () -> {});
    }

    private AvroFiles export(String frozen, SnapshotTable table) {
        List<String> names = IntStream.range(0, table.slices())
                .mapToObj(slice -> warehouse
                        .snapshots()
                        .export(
                                operation(frozen),
                                table,
                                slice,
                                objects,
                                frozen + "/" + table.name() + "/",
                                told -> {}))
                .flatMap(List::stream)
                .map(ExportedFile::name)
                .toList();
        return new AvroFiles(objects, table.definition(), names);
    }

    private static Column column(List<Column> columns, String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    }

    private static Operation operation(String id) {
        return new Operation(id, "parameters of " + id);
    }

    private void execute(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private long number(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private void copyDatabase(Path to) {
        Path from = folder.resolve("warehouse.duckdb");
        Path log = Path.of(from + ".wal");
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
            if (Files.exists(log)) {
                Files.copy(log, Path.of(to + ".wal"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertFails(FailureType type, ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreFailure.class, failure -> {
            assertThat(failure.type()).as(failure.getMessage()).isEqualTo(type);
            for (String part : parts) {
                assertThat(failure.getMessage()).contains(part);
            }
        });
    }
}
