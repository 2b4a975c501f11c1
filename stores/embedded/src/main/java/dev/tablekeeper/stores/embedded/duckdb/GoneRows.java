package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.table.Column;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts the rows of one table that another does not hold, over columns that both have. */
final class GoneRows {
    private final StoredTable before;
    private final StoredTable after;
    private final List<Pair> pairs;

    /** A column as it is in both. */
    private record Pair(StoredColumn before, StoredColumn after) {

        /** The column that both are, as far as there is one. */
        Optional<Column> common() {
            Optional<Column> one = StoredType.column(before);
            Optional<Column> other = StoredType.column(after);
            return one.isPresent()
                            && other.isPresent()
                            && ColumnSql.stored(one.get()).equals(ColumnSql.stored(other.get()))
                    ? one
                    : Optional.empty();
        }

        /** Makes values of both comparable. */
        String sql(StoredColumn column) {
            String name = quoted(column.name());
            if (before.type().equals(after.type())) {
                return name;
            }
            return "CAST(" + name + " AS " + common().map(ColumnSql::stored).orElse("VARCHAR") + ")";
        }
    }

    /** @param columns those to look at, if both have them */
    GoneRows(StoredTable before, StoredTable after, List<String> columns) {
        this.before = before;
        this.after = after;
        pairs = columns.stream()
                .filter(column -> before.column(column).isPresent()
                        && after.column(column).isPresent())
                .map(column -> new Pair(
                        before.column(column).orElseThrow(),
                        after.column(column).orElseThrow()))
                .toList();
    }

    long count(Connection connection, Runnable alive) throws SQLException {
        long rowsBefore = before.count(connection);
        long rowsAfter = after.count(connection);
        if (rowsBefore == 0 || rowsAfter == 0 || pairs.isEmpty()) {
            return rowsBefore;
        }
        // Adding up hashes is cheap beside comparing all rows, and most tables are as they were.
        if (rowsBefore == rowsAfter && hash(connection, true, alive).equals(hash(connection, false, alive))) {
            return 0;
        }
        String sql = "SELECT count(*) FROM (SELECT " + select(Pair::before) + " FROM " + before.sql()
                + " EXCEPT ALL SELECT " + select(Pair::after) + " FROM " + after.sql() + ")";
        return Long.parseLong(text(connection, sql, alive));
    }

    private String hash(Connection connection, boolean first, Runnable alive) throws SQLException {
        String columns = first ? select(Pair::before) : select(Pair::after);
        StoredTable table = first ? before : after;
        return text(connection, "SELECT sum(CAST(hash(" + columns + ") AS HUGEINT)) FROM " + table.sql(), alive);
    }

    private static String text(Connection connection, String sql, Runnable alive) throws SQLException {
        return Pulse.use(connection, alive, statement -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getString(1);
            }
        });
    }

    private String select(Function<Pair, StoredColumn> side) {
        return pairs.stream().map(pair -> pair.sql(side.apply(pair))).collect(Collectors.joining(", "));
    }
}
