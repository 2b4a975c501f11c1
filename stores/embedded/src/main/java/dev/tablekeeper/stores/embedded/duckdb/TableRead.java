package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;

/** Reads rows of a table out of DuckDB, column by column, a batch at a time. */
final class TableRead {
    /** DuckDB's own for one chunk. */
    private static final int MOST_ROWS = 2_048;
    /** Rows that DuckDB stores together: where a range begins with one, the others are not looked at. */
    static final long ROW_GROUP = 122_880;

    private final List<Column> columns;
    private final String select;
    private final List<ColumnRead> reads;

    /** @param strict whether values that a backup cannot hold are refused */
    TableRead(TableShape shape, boolean strict) {
        columns = shape.definition().columns();
        String loaded = IntStream.range(0, columns.size())
                .mapToObj(
                        i -> ColumnSql.load(columns.get(i), shape.expressions().get(i)))
                .collect(Collectors.joining(", "));
        select = "SELECT " + (columns.isEmpty() ? "true" : loaded) + " FROM "
                + shape.table().sql();
        reads = columns.stream()
                .map(column ->
                        ColumnRead.of(column, new ValueCheck(shape.table().name() + "." + column.name(), strict)))
                .toList();
    }

    /** The rows of a table whose numbers are {@code from} up to {@code to}: they stand as long as no row is deleted. */
    static String numbered(long from, long to) {
        return quoted("rowid") + " >= " + from + " AND " + quoted("rowid") + " < " + to;
    }

    /** One of {@code parts} parts of a table, by what is in its rows. */
    static String part(TableShape shape, int part, int parts) {
        String values = String.join(", ", shape.expressions());
        return values.isEmpty() ? "true" : "hash(" + values + ") % " + parts + " = " + part;
    }

    /**
     * Reads the rows for which a condition holds, in no particular order. Whether these were all, the caller has to know:
     * DuckDB does not say whether a result has ended or was cut off.
     *
     * @return how many
     */
    long read(Connection connection, String where, Consumer<RowBatch> rows) throws SQLException {
        long read = 0;
        try (DuckDBPreparedStatement statement =
                        connection.unwrap(DuckDBConnection.class).prepare(select + " WHERE " + where);
                DuckDBChunkedResult result = statement.query()) {
            RowBatch batch = new RowBatch(columns, MOST_ROWS);
            while (result.nextChunk()) {
                fill(batch, result.chunk());
                read += batch.size();
                rows.accept(batch);
            }
        }
        return read;
    }

    private void fill(RowBatch batch, DuckDBDataChunkReader chunk) {
        int size = (int) chunk.rowCount();
        batch.clear();
        for (int i = 0; i < reads.size(); i++) {
            reads.get(i).read(chunk.vector(i), size, batch.column(i));
        }
        for (int row = 0; row < size; row++) {
            batch.add();
        }
    }
}
