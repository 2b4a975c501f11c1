package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import java.util.List;

/**
 * Some rows of one table, column by column: the form in which rows travel between a file, Avro and a warehouse. Made
 * once and filled again and again. Not thread-safe.
 */
public final class RowBatch {
    private final List<Column> columns;
    private final ColumnVector[] vectors;
    private final int capacity;
    private int size;

    /** @param capacity the most rows it holds */
    public RowBatch(List<Column> columns, int capacity) {
        this.columns = List.copyOf(columns);
        this.capacity = capacity;
        vectors = new ColumnVector[columns.size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = new ColumnVector(columns.get(i).form(), capacity);
        }
    }

    public List<Column> columns() {
        return columns;
    }

    public ColumnVector column(int index) {
        return vectors[index];
    }

    public int capacity() {
        return capacity;
    }

    /** How many rows are whole. A row being written at index {@code size} does not count until {@link #add()}. */
    public int size() {
        return size;
    }

    public boolean full() {
        return size == capacity;
    }

    /** Counts the row that was written at index {@code size}. */
    public void add() {
        size++;
    }

    public void clear() {
        size = 0;
    }
}
