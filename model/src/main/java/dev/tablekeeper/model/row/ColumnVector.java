package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.ColumnType;
import java.util.Objects;

/**
 * The values of one column in a {@link RowBatch}, in the physical form of its type ({@link ColumnType.Form}). A value
 * is set once per row, by one of the setters that fits the form; setting again overwrites. Not thread-safe.
 */
public final class ColumnVector {
    private final ColumnType.Form form;
    private final boolean[] nulls;
    private final long[] longs;
    private final double[] doubles;
    private final byte[][] bytes;
    private final Object[] objects;

    ColumnVector(ColumnType.Form form, int capacity) {
        this.form = form;
        nulls = new boolean[capacity];
        longs = form == ColumnType.Form.LONG ? new long[capacity] : new long[0];
        doubles = form == ColumnType.Form.DOUBLE ? new double[capacity] : new double[0];
        bytes = form == ColumnType.Form.BYTES ? new byte[capacity][] : new byte[0][];
        objects = form == ColumnType.Form.OBJECT ? new Object[capacity] : new Object[0];
    }

    public ColumnType.Form form() {
        return form;
    }

    public void setNull(int row) {
        nulls[row] = true;
        if (form == ColumnType.Form.BYTES) {
            bytes[row] = null;
        } else if (form == ColumnType.Form.OBJECT) {
            objects[row] = null;
        }
    }

    public void setLong(int row, long value) {
        longs[row] = value;
        nulls[row] = false;
    }

    public void setDouble(int row, double value) {
        doubles[row] = value;
        nulls[row] = false;
    }

    /** Keeps the array itself, not a copy. */
    public void setBytes(int row, byte[] value) {
        bytes[row] = Objects.requireNonNull(value);
        nulls[row] = false;
    }

    /** A {@link java.math.BigDecimal} for NUMERIC and BIGNUMERIC; for nested columns what the package describes. */
    public void setObject(int row, Object value) {
        objects[row] = Objects.requireNonNull(value);
        nulls[row] = false;
    }

    public boolean isNull(int row) {
        return nulls[row];
    }

    public long getLong(int row) {
        return longs[row];
    }

    public double getDouble(int row) {
        return doubles[row];
    }

    public byte[] getBytes(int row) {
        return bytes[row];
    }

    public Object getObject(int row) {
        return objects[row];
    }

    /** The array behind the LONG form; only the batch's first {@code size} entries that are not null mean anything. */
    public long[] longs() {
        return longs;
    }

    /** The array behind the DOUBLE form. */
    public double[] doubles() {
        return doubles;
    }

    /** The array behind the BYTES form; null where the value is null. */
    public byte[][] bytes() {
        return bytes;
    }
}
