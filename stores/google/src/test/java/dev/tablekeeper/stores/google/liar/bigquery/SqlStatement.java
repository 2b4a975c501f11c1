package dev.tablekeeper.stores.google.liar.bigquery;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One statement of a script.
 *
 * @param sql what DuckDB is asked to do; the query alone, for an INSERT see {@link Insert}
 * @param target the table that it changes
 * @param tables all tables that it names with their datasets
 * @param line where it begins
 * @param column where it begins
 */
record SqlStatement(
        Kind kind,
        String sql,
        Optional<TableRef> target,
        Optional<Insert> insert,
        Set<TableRef> tables,
        int line,
        int column) {
    /** With another table in the place of one. */
    SqlStatement reading(TableRef table, String rows) {
        return new SqlStatement(
                kind,
                sql.replace(table.sql(), rows),
                target,
                insert.map(i -> new Insert(i.columns(), i.query().replace(table.sql(), rows))),
                tables,
                line,
                column);
    }

    enum Kind {
        BEGIN_TRANSACTION,
        COMMIT_TRANSACTION,
        ROLLBACK_TRANSACTION,
        SELECT,
        INSERT,
        DELETE,
        UPDATE,
        MERGE;

        boolean changes() {
            return this == INSERT || mutates();
        }

        /** Changes rows that are there: two of these in one table do not go together. */
        boolean mutates() {
            return this == DELETE || this == UPDATE || this == MERGE;
        }
    }

    /**
     * The parts of an INSERT, so that types can be compared first.
     *
     * @param columns in DuckDB's quotes and parentheses, empty for all
     * @param query what is inserted
     */
    record Insert(List<String> columns, String query) {}
}
