package dev.tablekeeper.stores.contract;

import static dev.tablekeeper.stores.contract.RowList.row;
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
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.Snapshots;
import dev.tablekeeper.stores.swap.Swaps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A warehouse with two tables, and a place for files: what the tests of backups and restores begin with. */
@Timeout(300)
abstract class BackupWorld {
    protected static final TableDefinition PEOPLE = TableDefinition.of(
            "people",
            List.of("id"),
            List.of(
                    Column.of("id", ColumnType.INT64, Mode.REQUIRED),
                    Column.of("name", ColumnType.STRING, Mode.NULLABLE)));
    protected static final TableDefinition VISITS = TableDefinition.of(
            "visits",
            List.of(),
            List.of(
                    Column.of("person", ColumnType.INT64, Mode.NULLABLE),
                    Column.of("place", ColumnType.STRING, Mode.NULLABLE)));
    protected static final List<TableDefinition> DESCRIBED = List.of(PEOPLE, VISITS);
    protected static final Runnable ALIVE = () -> {};

    /** As many as there are tasks: some wait for others, for which the common pool of two processors has one thread. */
    protected final ExecutorService threads = Executors.newCachedThreadPool();

    protected Warehouse warehouse;
    protected ObjectStore objects;

    /** Opens the warehouse of this test: empty at first, later what the test left in it. */
    protected abstract Warehouse open();

    /** An empty place for files. */
    protected abstract ObjectStore objects();

    @BeforeEach
    void openAndPrepare() {
        objects = objects();
        warehouse = open();
        warehouse.prepare(DESCRIBED, List.of());
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        warehouse.close();
    }

    protected final void reopen() {
        warehouse.close();
        warehouse = open();
    }

    protected final Snapshots snapshots() {
        return warehouse.snapshots();
    }

    protected final Swaps swaps() {
        return warehouse.swaps();
    }

    protected final Snapshot freeze(String operation) {
        return snapshots().freeze(operation(operation), Optional.empty(), DESCRIBED, ALIVE);
    }

    /** Exports all slices of a table, and checks that what is said of each file is in it. */
    protected final AvroFiles export(String frozen, SnapshotTable table) {
        List<String> names = new ArrayList<>();
        for (int slice = 0; slice < table.slices(); slice++) {
            String prefix = frozen + "/" + table.name() + "/";
            for (ExportedFile file : snapshots().export(operation(frozen), table, slice, objects, prefix, rows -> {})) {
                assertThat(file.name()).startsWith(prefix);
                assertThat(new AvroFiles(objects, table.definition(), List.of(file.name()))
                                .content(table.definition().columns()))
                        .isEqualTo(file.content());
                names.add(file.name());
            }
        }
        AvroFiles files = new AvroFiles(objects, table.definition(), names);
        assertThat(files.content(table.definition().columns()).rows()).isEqualTo(table.rows());
        return files;
    }

    protected static SnapshotTable table(Snapshot snapshot, String name) {
        return snapshot.tables().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    protected static Content content(TableDefinition table, RowSource rows) {
        FingerprintSum sum = new FingerprintSum(table.columns());
        RowBatch batch = new RowBatch(table.columns(), 1_000);
        for (int split = 0; split < rows.splits(); split++) {
            try (RowSource.RowReader reader = rows.open(split)) {
                while (reader.read(batch)) {
                    sum.add(batch);
                }
            }
        }
        return new Content(sum.rows(), sum.fingerprint());
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

    /** Rows in the form that the warehouse takes fastest; see {@link StagedParts} for the other. */
    protected Rows rows(TableDefinition table, RowList rows) {
        return Rows.Pulled.counted(rows, rows.count());
    }

    protected final TableWrite append(TableDefinition table, RowList rows) {
        return new TableWrite(table, TableWrite.Mode.APPEND, rows(table, rows));
    }

    protected final WriteResult append(String operation, TableDefinition table, RowList rows) {
        return warehouse.write(operation(operation), List.of(append(table, rows)), told -> {});
    }

    protected static Column struct(String name, Mode mode, Column... fields) {
        return new Column(
                name,
                ColumnType.STRUCT,
                mode,
                "",
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of(fields));
    }

    protected static void assertFails(FailureType type, ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreFailure.class, failure -> {
            assertThat(failure.type()).as(failure.getMessage()).isEqualTo(type);
            for (String part : parts) {
                assertThat(failure.getMessage()).contains(part);
            }
        });
    }
}
