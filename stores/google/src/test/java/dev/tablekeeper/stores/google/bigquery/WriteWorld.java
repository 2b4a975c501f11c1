package dev.tablekeeper.stores.google.bigquery;

import static dev.tablekeeper.stores.contract.RowList.row;

import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.contract.RowList;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.IntStream;

/** Two tables, and writes of a few rows, each of an operation's own. */
final class WriteWorld implements AutoCloseable {
    static final TableDefinition PEOPLE = table("people");
    static final TableDefinition VISITS = table("visits");
    static final int ROWS = 3;

    final WarehouseWorld google;
    final BigQueryWarehouse warehouse;

    WriteWorld() {
        this(new WarehouseWorld());
    }

    WriteWorld(WarehouseWorld google) {
        this.google = google;
        warehouse = google.warehouse();
        warehouse.prepare(List.of(PEOPLE, VISITS), List.of());
    }

    static TableDefinition table(String name) {
        return TableDefinition.of(
                name,
                List.of("id"),
                List.of(
                        Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED),
                        Column.of("operation", ColumnType.STRING, Column.Mode.REQUIRED)));
    }

    static Operation operation(String id) {
        return new Operation(id, "parameters of " + id);
    }

    /** Rows with the ids from 0, which say whose they are. */
    TableWrite rows(String operation, TableDefinition table, TableWrite.Mode mode) {
        String part = "staging/" + operation + "/" + table.name() + ".avro";
        if (google.objects.find(part).isEmpty()) {
            google.objects.write(part, Condition.absent(), avro(operation, table));
        }
        return new TableWrite(table, mode, new Rows.Staged(List.of(part), ROWS));
    }

    private static byte[] avro(String operation, TableDefinition table) {
        return avro(table, RowList.of(row(0L, operation), row(1L, operation), row(2L, operation)));
    }

    private static byte[] avro(TableDefinition table, RowList rows) {
        ByteArrayOutputStream avro = new ByteArrayOutputStream();
        RowBatch batch = new RowBatch(table.columns(), 1_000);
        try (RowSink sink = RowAvro.writer(table, avro)) {
            for (int split = 0; split < rows.splits(); split++) {
                try (RowSource.RowReader reader = rows.open(split)) {
                    while (reader.read(batch)) {
                        sink.write(batch);
                    }
                }
            }
            sink.finish();
        }
        return avro.toByteArray();
    }

    /** Appends rows of any table. */
    WriteResult write(String operation, TableDefinition table, RowList rows) {
        String part = "staging/" + operation + "/" + table.name() + ".avro";
        google.objects.write(part, Condition.any(), avro(table, rows));
        Rows staged = new Rows.Staged(List.of(part), rows.count());
        return warehouse.write(
                operation(operation), List.of(new TableWrite(table, TableWrite.Mode.APPEND, staged)), taken -> {});
    }

    WriteResult append(String operation) {
        return warehouse.write(
                operation(operation), List.of(rows(operation, PEOPLE, TableWrite.Mode.APPEND)), taken -> {});
    }

    /** How many rows of an operation's are in a table. */
    long count(String operation, TableDefinition table) {
        return warehouse.sample(table, Integer.MAX_VALUE).rows().stream()
                .filter(row -> row.get(1).equals(operation))
                .count();
    }

    static List<Long> ids() {
        return IntStream.range(0, ROWS).mapToObj(i -> (long) i).toList();
    }

    @Override
    public void close() {
        google.close();
    }
}
