package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.IntFunction;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBWritableVector;

/** Copies the values of one column from a batch into DuckDB. Stateless; used by several threads. */
interface ColumnCopy {

    /** Copies the first {@code size} values, NULLs included. */
    void copy(ColumnVector from, int size, DuckDBWritableVector to);

    static ColumnCopy of(Column column) {
        if (column.nested()) {
            return (from, size, to) -> texts(from, size, to, row -> NestedJson.write(column, from.getObject(row)));
        }
        return switch (column.type()) {
            case INT64, DATE, TIME, DATETIME, TIMESTAMP -> ColumnCopy::longs;
            case FLOAT64 -> ColumnCopy::doubles;
            case BOOL -> ColumnCopy::booleans;
            case NUMERIC -> ColumnCopy::decimals;
            case BIGNUMERIC -> (from, size, to) -> texts(from, size, to, row -> bigNumeric(from.getObject(row)));
            // The row function can declare no BLOB column.
            case BYTES ->
                (from, size, to) ->
                        texts(from, size, to, row -> Base64.getEncoder().encode(from.getBytes(row)));
            case STRING, JSON, GEOGRAPHY -> ColumnCopy::strings;
            case STRUCT -> throw new IllegalArgumentException("a STRUCT is nested: " + column.name());
        };
    }

    /** Declares the column that the values cross in. */
    static void declare(DuckDBTableFunctionBindInfo bind, String name, Column column) throws SQLException {
        if (!column.nested() && column.type() == ColumnType.NUMERIC) {
            try (DuckDBLogicalType decimal =
                    DuckDBLogicalType.decimal(ColumnSql.precision(column), ColumnSql.scale(column))) {
                bind.addResultColumn(name, decimal);
            }
            return;
        }
        bind.addResultColumn(
                name,
                switch (column.form()) {
                    case LONG -> column.type() == ColumnType.BOOL ? DuckDBColumnType.BOOLEAN : DuckDBColumnType.BIGINT;
                    case DOUBLE -> DuckDBColumnType.DOUBLE;
                    case BYTES, OBJECT -> DuckDBColumnType.VARCHAR;
                });
    }

    private static void longs(ColumnVector from, int size, DuckDBWritableVector to) {
        long[] values = from.longs();
        for (int row = 0; row < size; row++) {
            if (from.isNull(row)) {
                to.setNull(row);
            } else {
                to.setLong(row, values[row]);
            }
        }
    }

    private static void doubles(ColumnVector from, int size, DuckDBWritableVector to) {
        double[] values = from.doubles();
        for (int row = 0; row < size; row++) {
            if (from.isNull(row)) {
                to.setNull(row);
            } else {
                to.setDouble(row, values[row]);
            }
        }
    }

    private static void booleans(ColumnVector from, int size, DuckDBWritableVector to) {
        for (int row = 0; row < size; row++) {
            if (from.isNull(row)) {
                to.setNull(row);
            } else {
                to.setBoolean(row, from.getLong(row) != 0);
            }
        }
    }

    private static void decimals(ColumnVector from, int size, DuckDBWritableVector to) {
        for (int row = 0; row < size; row++) {
            if (from.isNull(row)) {
                to.setNull(row);
            } else {
                to.setBigDecimal(row, (BigDecimal) from.getObject(row));
            }
        }
    }

    private static void strings(ColumnVector from, int size, DuckDBWritableVector to) {
        byte[][] values = from.bytes();
        to.setStringUtf8Batch(0, values.length == size ? values : Arrays.copyOf(values, size));
    }

    private static void texts(ColumnVector from, int size, DuckDBWritableVector to, IntFunction<byte[]> text) {
        byte[][] texts = new byte[size][];
        for (int row = 0; row < size; row++) {
            texts[row] = from.isNull(row) ? null : text.apply(row);
        }
        to.setStringUtf8Batch(0, texts);
    }

    private static byte[] bigNumeric(Object value) {
        return NestedJson.canonical((BigDecimal) value).getBytes(StandardCharsets.US_ASCII);
    }
}
