package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.embedded.duckdb.RowFunction.Offer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Puts the rows of a source into a table, all by one INSERT. */
record RowInsert(Connection connection, RowFunction function, ProgressMeter progress) {

    /**
     * Inserts all rows into {@code target} and returns how many, if that is how many there were.
     *
     * @param ordinals whether the target has, behind the table's columns, one for numbers that grow in the rows' order
     */
    long run(TableDefinition table, RowSource source, String target, boolean ordinals) throws SQLException {
        try (RowPull pull = new RowPull(table, source, ordinals, progress);
                Offer offer = function.offer(pull)) {
            String values = IntStream.range(0, table.columns().size())
                    .mapToObj(i -> ColumnSql.store(table.columns().get(i), RowFunction.column(i)))
                    .collect(Collectors.joining(", "));
            String into = ordinals ? target : target + " (" + names(table) + ")";
            long inserted = insert(
                    pull,
                    "INSERT INTO " + into + " SELECT " + values + (ordinals ? ", " + RowFunction.ORDINAL : "")
                            + " FROM " + offer.sql());
            if (inserted != pull.rows()) {
                throw new StoreFailure(
                        FailureType.RECONCILIATION_FAILED,
                        table.name() + ": " + pull.rows() + " rows were handed over, and DuckDB took " + inserted
                                + "; nothing was written");
            }
            return inserted;
        }
    }

    private long insert(RowPull pull, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate(sql);
        } catch (SQLException e) {
            Throwable cause = pull.failure().orElse(e);
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private static String names(TableDefinition table) {
        return quoted(table.columns().stream().map(Column::name).toList());
    }
}
