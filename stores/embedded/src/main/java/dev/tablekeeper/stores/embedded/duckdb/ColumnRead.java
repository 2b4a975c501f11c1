package dev.tablekeeper.stores.embedded.duckdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import java.util.Base64;
import org.duckdb.DuckDBReadableVector;

/** Copies what {@link ColumnSql#load} gave for one column out of DuckDB, into a batch. The way back of {@link ColumnCopy}. */
interface ColumnRead {

    /** Copies the first {@code size} values, NULLs included. */
    void read(DuckDBReadableVector from, int size, ColumnVector to);

    static ColumnRead of(Column column, ValueCheck check) {
        ColumnType type = column.type();
        if (column.nested()) {
            return each((from, row, to) -> to.setObject(row, NestedRead.read(column, from.getString(row), check)));
        }
        return switch (type) {
            case INT64 -> each((from, row, to) -> to.setLong(row, from.getLong(row)));
            case DATE, TIME, DATETIME, TIMESTAMP ->
                each((from, row, to) -> to.setLong(row, check.time(type, from.getLong(row))));
            case FLOAT64 -> each((from, row, to) -> to.setDouble(row, from.getDouble(row)));
            case BOOL -> each((from, row, to) -> to.setLong(row, from.getBoolean(row) ? 1 : 0));
            case NUMERIC -> each((from, row, to) -> to.setObject(row, from.getBigDecimal(row)));
            case BIGNUMERIC -> each((from, row, to) -> to.setObject(row, check.decimal(column, from.getString(row))));
            case BYTES ->
                each((from, row, to) -> to.setBytes(row, Base64.getDecoder().decode(from.getString(row))));
            case STRING, JSON, GEOGRAPHY ->
                each((from, row, to) -> to.setBytes(row, from.getString(row).getBytes(UTF_8)));
            case STRUCT -> throw new IllegalArgumentException("a STRUCT is nested: " + column.name());
        };
    }

    /** One value that is there. */
    interface Value {
        void read(DuckDBReadableVector from, int row, ColumnVector to);
    }

    private static ColumnRead each(Value value) {
        return (from, size, to) -> {
            for (int row = 0; row < size; row++) {
                if (from.isNull(row)) {
                    to.setNull(row);
                } else {
                    value.read(from, row, to);
                }
            }
        };
    }
}
