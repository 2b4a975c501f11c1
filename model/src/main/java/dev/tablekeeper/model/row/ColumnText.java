package dev.tablekeeper.model.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tablekeeper.model.table.Column;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Writes a column's values into the canonical text of their rows. */
interface ColumnText {

    void append(ColumnVector from, int row, CanonicalText to);

    static ColumnText of(Column column) {
        if (column.nested()) {
            return (from, row, to) -> appendNested(column, from.isNull(row) ? null : from.getObject(row), to);
        }
        return switch (column.type()) {
            case INT64, DATE, TIME, DATETIME, TIMESTAMP ->
                (from, row, to) -> {
                    if (from.isNull(row)) {
                        to.appendNull();
                    } else {
                        to.appendLong(from.getLong(row));
                    }
                };
            case STRING, JSON, GEOGRAPHY ->
                (from, row, to) -> {
                    if (from.isNull(row)) {
                        to.appendNull();
                    } else {
                        to.appendBytes(from.getBytes(row));
                    }
                };
            case BOOL -> orNull((from, row, to) -> to.appendBoolean(from.getLong(row) != 0));
            case FLOAT64 -> orNull((from, row, to) -> to.appendDouble(from.getDouble(row)));
            case BYTES -> orNull((from, row, to) -> to.appendHex(from.getBytes(row)));
            case NUMERIC, BIGNUMERIC -> orNull((from, row, to) -> to.appendDecimal((BigDecimal) from.getObject(row)));
            case STRUCT -> throw new IllegalArgumentException("a STRUCT is nested");
        };
    }

    private static ColumnText orNull(ColumnText value) {
        return (from, row, to) -> {
            if (from.isNull(row)) {
                to.appendNull();
            } else {
                value.append(from, row, to);
            }
        };
    }

    /** A list that is not there is an empty one, as in the files. */
    private static void appendNested(Column column, Object value, CanonicalText to) {
        if (column.mode() != Column.Mode.REPEATED) {
            appendOne(column, value, to);
            return;
        }
        int start = to.open();
        to.append('[');
        for (Object element : value == null ? List.of() : (List<?>) value) {
            appendOne(column, element, to);
        }
        to.append(']');
        to.close(start);
    }

    private static void appendOne(Column column, Object value, CanonicalText to) {
        if (value == null) {
            to.appendNull();
            return;
        }
        switch (column.type()) {
            case INT64, DATE, TIME, DATETIME, TIMESTAMP -> to.appendLong((Long) value);
            case BOOL -> to.appendBoolean((Boolean) value);
            case FLOAT64 -> to.appendDouble((Double) value);
            case STRING, JSON, GEOGRAPHY -> to.appendBytes(((String) value).getBytes(UTF_8));
            case BYTES -> to.appendHex((byte[]) value);
            case NUMERIC, BIGNUMERIC -> to.appendDecimal((BigDecimal) value);
            case STRUCT -> {
                int start = to.open();
                to.append('{');
                for (Column field : column.fields()) {
                    appendNested(field, ((Map<?, ?>) value).get(field.name()), to);
                }
                to.append('}');
                to.close(start);
            }
        }
    }
}
