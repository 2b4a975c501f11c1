package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.inMain;
import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult.TableResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes rows to tables within one transaction, which someone else begins and ends. */
final class TableWriter {
    private static final String INCOMING = "temp.tablekeeper_incoming";
    private static final String WINNERS = "temp.tablekeeper_winners";

    private final Connection connection;
    private final RowFunction function;
    private final ObjectStore staged;
    private final ProgressMeter progress;
    private final Map<TableDefinition, Long> counts;

    /**
     * @param counts how many rows each table has that the transaction wrote to: it needs to be looked at once, since nobody
     *     else writes meanwhile
     */
    TableWriter(
            Connection connection,
            RowFunction function,
            ObjectStore staged,
            ProgressMeter progress,
            Map<TableDefinition, Long> counts) {
        this.connection = connection;
        this.function = function;
        this.staged = staged;
        this.progress = progress;
        this.counts = counts;
    }

    TableResult write(TableWrite write) throws SQLException {
        TableDefinition table = write.table();
        if (!counts.containsKey(table)) {
            new Schema(connection).require(table);
            counts.put(table, count(table));
        }
        long before = counts.get(table);
        TableResult result = switch (write.mode()) {
            case APPEND -> append(table, write.rows(), before, before);
            case REPLACE -> {
                update("DELETE FROM " + inMain(table.name()));
                yield append(table, write.rows(), before, 0);
            }
            case MERGE -> merge(table, write.rows(), before);
        };
        counts.put(table, result.after());
        progress.tell();
        return result;
    }

    private TableResult append(TableDefinition table, Rows rows, long before, long kept) throws SQLException {
        long written = pull(table, rows, inMain(table.name()), false);
        return reconciled(new TableResult(table.name(), written, 0, before, count(table)), kept + written);
    }

    /** Takes all rows aside first: which of them win is known only when all are there. */
    private TableResult merge(TableDefinition table, Rows rows, long before) throws SQLException {
        if (table.key().isEmpty()) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "rows cannot be merged into " + table.name() + ": its definition names no key");
        }
        String main = inMain(table.name());
        String ordinal = quoted(RowFunction.ORDINAL);
        // Positions for names: a table may have columns of any name, ours included.
        String columns = IntStream.range(0, table.columns().size())
                .mapToObj(i -> RowFunction.column(i) + " "
                        + ColumnSql.stored(table.columns().get(i)))
                .collect(Collectors.joining(", "));
        update("CREATE TEMP TABLE " + INCOMING + " (" + columns + ", " + ordinal + " BIGINT)");
        long incoming = pull(table, rows, INCOMING, true);
        progress.tell();
        long winners = update("CREATE TEMP TABLE " + WINNERS + " AS SELECT max(" + ordinal + ") AS " + ordinal
                + " FROM " + INCOMING + " GROUP BY " + keys(table));
        progress.tell();
        long removed = update("DELETE FROM " + main + " t WHERE EXISTS (SELECT 1 FROM " + INCOMING + " n WHERE "
                + sameKey(table) + ")");
        progress.tell();
        // The join costs as much as all the rest, and most merges hold no key twice.
        String onlyWinners = winners == incoming ? "" : " SEMI JOIN " + WINNERS + " USING (" + ordinal + ")";
        long written = update("INSERT INTO " + main + " (" + names(table) + ") SELECT " + crossingNames(table)
                + " FROM " + INCOMING + onlyWinners);
        update("DROP TABLE " + WINNERS);
        update("DROP TABLE " + INCOMING);
        return reconciled(
                new TableResult(table.name(), written, incoming - written, before, count(table)),
                before - removed + winners);
    }

    private long pull(TableDefinition table, Rows rows, String target, boolean ordinals) throws SQLException {
        long inserted = new RowInsert(connection, function, progress).run(table, source(table, rows), target, ordinals);
        rows.check(inserted);
        return inserted;
    }

    private RowSource source(TableDefinition table, Rows rows) {
        if (rows instanceof Rows.Pulled pulled) {
            return pulled.source();
        }
        return new StagedRows(staged, table, ((Rows.Staged) rows).objects());
    }

    private TableResult reconciled(TableResult result, long expected) {
        if (result.after() != expected) {
            throw new StoreFailure(
                    FailureType.RECONCILIATION_FAILED,
                    result.table() + ": " + expected + " rows should be in the table now, and " + result.after()
                            + " are; nothing was written");
        }
        return result;
    }

    private long count(TableDefinition table) throws SQLException {
        return count(connection, table.name());
    }

    /** The rows of a table that is there. */
    static long count(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM " + inMain(table));
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private long update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate(sql);
        }
    }

    private static String names(TableDefinition table) {
        return quoted(table.columns().stream().map(Column::name).toList());
    }

    private static String crossingNames(TableDefinition table) {
        return IntStream.range(0, table.columns().size())
                .mapToObj(RowFunction::column)
                .collect(Collectors.joining(", "));
    }

    private static String keys(TableDefinition table) {
        return table.key().stream()
                .map(key -> RowFunction.column(table.indexOf(key)))
                .collect(Collectors.joining(", "));
    }

    private static String sameKey(TableDefinition table) {
        return table.key().stream()
                .map(key -> "n." + RowFunction.column(table.indexOf(key)) + " IS NOT DISTINCT FROM t." + quoted(key))
                .collect(Collectors.joining(" AND "));
    }
}
