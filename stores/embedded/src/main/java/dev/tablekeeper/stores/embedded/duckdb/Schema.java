package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.inMain;
import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.ColumnChanges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The tables and views as they are in the database, beside what their definitions say. Columns are compared by name,
 * case ignored, not by position.
 */
final class Schema {
    private final Connection connection;

    Schema(Connection connection) {
        this.connection = connection;
    }

    void create(TableDefinition table) throws SQLException {
        execute("CREATE TABLE " + inMain(table.name()) + " (" + declarations(table) + ")");
    }

    void add(String table, Column column) throws SQLException {
        execute("ALTER TABLE " + inMain(table) + " ADD COLUMN " + declaration(column));
        if (column.required()) {
            execute("ALTER TABLE " + inMain(table) + " ALTER COLUMN " + quoted(column.name()) + " SET NOT NULL");
        }
    }

    void relax(String table, Column column) throws SQLException {
        execute("ALTER TABLE " + inMain(table) + " ALTER COLUMN " + quoted(column.name()) + " DROP NOT NULL");
    }

    void createOrReplace(ViewDefinition view) throws SQLException {
        execute("CREATE OR REPLACE VIEW " + inMain(view.name()) + " AS " + view.sqlFor("main"));
        StoredViews.remember(connection, view.name(), view.sql());
    }

    /** How a table is not as a definition says, one sentence each. */
    List<String> differences(TableDefinition definition, StoredTable table) throws SQLException {
        Map<String, StoredColumn> stored = new LinkedHashMap<>();
        table.columns().forEach(column -> stored.put(folded(column.name()), column));
        return differences(definition, stored);
    }

    private List<String> differences(TableDefinition table, Map<String, StoredColumn> stored) throws SQLException {
        return changes(table, stored).stream().map(Change::difference).toList();
    }

    /** What would have to be done to a table that is there. */
    List<Change> changes(TableDefinition table) throws SQLException {
        return changes(table, stored(table.name()));
    }

    private List<Change> changes(TableDefinition table, Map<String, StoredColumn> stored) throws SQLException {
        Map<String, StoredColumn> unnamed = new LinkedHashMap<>(stored);
        List<Change> changes = new ArrayList<>();
        for (Column column : table.columns()) {
            String name = table.name() + "." + column.name();
            StoredColumn there = unnamed.remove(folded(column.name()));
            if (there == null) {
                changes.add(ColumnChanges.missing(name, column));
                continue;
            }
            String wanted = spelled(ColumnSql.stored(column));
            if (!there.type().equals(wanted)) {
                changes.add(ColumnChanges.type(name, there.type(), wanted + " (" + column.type() + ")"));
            }
            if (there.nullable() == column.required()) {
                changes.add(mode(name, there, column));
            }
        }
        unnamed.values().forEach(left -> changes.add(ColumnChanges.surplus(table.name() + "." + left.name())));
        return changes;
    }

    private static Change mode(String name, StoredColumn there, Column column) {
        String difference = name + (there.nullable() ? " may be NULL" : " may not be NULL") + " in the table, and is "
                + column.mode() + " in the definition";
        return there.nullable() ? ColumnChanges.mode(name, difference) : ColumnChanges.relaxed(name, difference);
    }

    /** Fails unless the table is there, as its definition says. */
    void require(TableDefinition table) throws SQLException {
        Map<String, StoredColumn> stored = stored(table.name());
        if (stored.isEmpty()) {
            throw unknown(table.name());
        }
        requireNone(differences(table, stored));
    }

    /** Fails with {@code TABLE_CHANGED} if there are any. */
    static void requireNone(List<String> differences) {
        if (!differences.isEmpty()) {
            throw new StoreFailure(
                    FailureType.TABLE_CHANGED,
                    String.join("; ", differences)
                            + ". Mend the definition, or alter the table ('tables apply' does what loses nothing)");
        }
    }

    /** Fails unless there is a table of this name. */
    void requireTable(String table) throws SQLException {
        if (!isTable(table)) {
            throw unknown(table);
        }
    }

    boolean isTable(String name) throws SQLException {
        return exists("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = ?", name);
    }

    private static StoreFailure unknown(String table) {
        return new StoreFailure(FailureType.UNKNOWN_TABLE, "there is no table " + table);
    }

    /** Fails unless there is a view of this name. */
    void requireView(String view) throws SQLException {
        if (!isView(view)) {
            throw new StoreFailure(FailureType.UNKNOWN_TABLE, "there is no view " + view);
        }
    }

    boolean isView(String name) throws SQLException {
        return exists("SELECT 1 FROM duckdb_views() WHERE schema_name = 'main' AND view_name = ?", name);
    }

    private boolean exists(String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private Map<String, StoredColumn> stored(String table) throws SQLException {
        Map<String, StoredColumn> columns = new LinkedHashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT column_name, data_type, is_nullable FROM duckdb_columns()"
                        + " WHERE schema_name = 'main' AND table_name = ?")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.put(
                            folded(rows.getString(1)),
                            new StoredColumn(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
                }
            }
        }
        return columns;
    }

    /** A type as DuckDB itself spells it: only nested ones differ, in the quotes around names. */
    private String spelled(String type) throws SQLException {
        if (type.indexOf('"') < 0) {
            return type;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT typeof(CAST(NULL AS " + type + "))")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** The columns as CREATE TABLE takes them. */
    static String declarations(TableDefinition table) {
        return table.columns().stream()
                .map(column -> declaration(column) + (column.required() ? " NOT NULL" : ""))
                .collect(Collectors.joining(", "));
    }

    private static String declaration(Column column) {
        return quoted(column.name()) + " " + ColumnSql.stored(column);
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
