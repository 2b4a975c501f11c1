package dev.tablekeeper.stores.contract;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Rows in memory, as a source of one or more splits. A value is a Long, Double, Boolean, byte[], BigDecimal, List, Map or
 * null, in the form of its column's type; a String where that is bytes.
 */
public record RowList(List<List<List<Object>>> partition) implements RowSource {

    /** One row. */
    public static List<Object> row(Object... values) {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    /** Rows in one split. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static RowList of(List<Object>... rows) {
        return new RowList(List.of(List.of(rows)));
    }

    /** Rows in splits of at most {@code rowsPerSplit}. */
    public static RowList split(List<List<Object>> rows, int rowsPerSplit) {
        List<List<List<Object>>> splits = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += rowsPerSplit) {
            splits.add(rows.subList(from, Math.min(rows.size(), from + rowsPerSplit)));
        }
        return new RowList(splits);
    }

    public long count() {
        return partition.stream().mapToLong(List::size).sum();
    }

    /** All rows, in order. */
    public List<List<Object>> rows() {
        return partition.stream().flatMap(List::stream).toList();
    }

    @Override
    public int splits() {
        return partition.size();
    }

    @Override
    public RowReader open(int split) {
        List<List<Object>> rows = partition.get(split);
        return new RowReader() {
            private int next;

            @Override
            public boolean read(RowBatch batch) {
                batch.clear();
                for (; next < rows.size() && !batch.full(); next++) {
                    for (int i = 0; i < batch.columns().size(); i++) {
                        set(batch.column(i), batch.size(), rows.get(next).get(i));
                    }
                    batch.add();
                }
                return batch.size() > 0;
            }

            @Override
            public void close() {}
        };
    }

    private static void set(ColumnVector vector, int row, Object value) {
        if (value == null) {
            vector.setNull(row);
            return;
        }
        switch (vector.form()) {
            case LONG -> vector.setLong(row, value instanceof Boolean truth ? (truth ? 1 : 0) : (Long) value);
            case DOUBLE -> vector.setDouble(row, (Double) value);
            case BYTES ->
                vector.setBytes(
                        row, value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value);
            case OBJECT -> vector.setObject(row, value);
        }
    }
}
