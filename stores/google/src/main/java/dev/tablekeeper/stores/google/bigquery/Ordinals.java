package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Staged rows with a number that grows in their order. Rows of a BigQuery table have none, and a merge has to know which of
 * those with one key was the last. The same parts come out each time, so a repetition writes what is there.
 */
record Ordinals(ObjectStore objects) {
    static final String COLUMN = "tablekeeper_ordinal";
    /** Room for a trillion rows in each of eight million parts. */
    private static final int ORDINAL_BITS = 40;

    private static final int BATCH_ROWS = 1_000;

    /** @return the names of the numbered parts, beside the staged ones */
    List<String> number(TableDefinition table, List<String> parts, Runnable alive) {
        List<String> numbered = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            numbered.add(number(table, parts.get(i), (long) i << ORDINAL_BITS));
            alive.run();
        }
        return numbered;
    }

    private String number(TableDefinition table, String part, long first) {
        List<Column> columns = new ArrayList<>(table.columns());
        columns.add(Column.of(COLUMN, ColumnType.INT64, Column.Mode.REQUIRED));
        TableDefinition more = TableDefinition.of(table.name(), List.of(), columns);
        StoredObject staged = objects.find(part)
                .orElseThrow(() -> new StoreFailure(
                        FailureType.SOURCE_MISSING,
                        "the staged rows " + objects.uri(part) + " are not there: start the job anew"));
        String name = part + ".numbered";
        RowBatch from = new RowBatch(table.columns(), BATCH_ROWS);
        RowBatch to = new RowBatch(columns, BATCH_ROWS);
        long ordinal = first;
        try (RowSource.RowReader reader = RowAvro.reader(table, objects.read(staged, 0, Long.MAX_VALUE));
                ObjectWriter out = objects.create(name, Condition.any());
                RowSink sink = RowAvro.writer(more, out)) {
            while (reader.read(from)) {
                to.clear();
                for (int row = 0; row < from.size(); row++) {
                    for (int i = 0; i < table.columns().size(); i++) {
                        copy(from.column(i), to.column(i), row);
                    }
                    to.column(table.columns().size()).setLong(row, ordinal++);
                    to.add();
                }
                sink.write(to);
            }
            sink.finish();
            out.commit();
        }
        return name;
    }

    private static void copy(ColumnVector from, ColumnVector to, int row) {
        if (from.isNull(row)) {
            to.setNull(row);
            return;
        }
        switch (from.form()) {
            case LONG -> to.setLong(row, from.getLong(row));
            case DOUBLE -> to.setDouble(row, from.getDouble(row));
            case BYTES -> to.setBytes(row, from.getBytes(row));
            case OBJECT -> to.setObject(row, from.getObject(row));
        }
    }
}
