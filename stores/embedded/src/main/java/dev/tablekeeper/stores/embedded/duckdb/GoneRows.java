package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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

    /** @param contents of the state that {@code connection} sees */
    long count(Connection connection, TableContents contents, Runnable alive) throws SQLException {
        long rowsBefore = before.count(connection);
        long rowsAfter = after.count(connection);
        if (rowsBefore == 0 || rowsAfter == 0 || pairs.isEmpty()) {
            return rowsBefore;
        }
        // Reading both is cheap beside comparing all rows, and most tables are as they were.
        if (rowsBefore == rowsAfter && sameContent(contents, alive)) {
            return 0;
        }
        String sql = "SELECT count(*) FROM (SELECT " + select(Pair::before) + " FROM " + before.sql()
                + " EXCEPT ALL SELECT " + select(Pair::after) + " FROM " + after.sql() + ")";
        return Pulse.use(connection, alive, statement -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    private boolean sameContent(TableContents contents, Runnable alive) throws SQLException {
        List<Column> common = new ArrayList<>();
        for (Pair pair : pairs) {
            if (pair.common().isEmpty()) {
                return false;
            }
            Column column = pair.common().get();
            // Whatever a text stands for, it is compared as it is.
            common.add(
                    ColumnSql.stored(column).equals(ColumnSql.VARCHAR)
                            ? Column.of(column.name(), ColumnType.STRING, column.mode())
                            : column);
        }
        return contents.of(TableShape.of(before, common), alive)
                .equals(contents.of(TableShape.of(after, common), alive));
    }

    private String select(Function<Pair, StoredColumn> side) {
        return pairs.stream().map(pair -> pair.sql(side.apply(pair))).collect(Collectors.joining(", "));
    }
}
