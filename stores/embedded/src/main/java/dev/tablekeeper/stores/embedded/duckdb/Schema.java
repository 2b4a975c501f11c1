package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.inMain;
import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
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

    /**
     * Creates a table, or adds the columns that are new in its definition where the table's rows can do without.
     *
     * @return how the table still differs, one sentence each
     */
    List<String> createOrExtend(TableDefinition table) throws SQLException {
        if (isView(table.name())) {
            return List.of(table.name() + " is a view, not a table");
        }
        Map<String, StoredColumn> stored = stored(table.name());
        if (stored.isEmpty()) {
            execute("CREATE TABLE " + inMain(table.name()) + " (" + declarations(table) + ")");
            return List.of();
        }
        for (Column column : table.columns()) {
            if (!column.required() && !stored.containsKey(folded(column.name()))) {
                execute("ALTER TABLE " + inMain(table.name()) + " ADD COLUMN " + declaration(column));
            }
        }
        return differences(table, stored(table.name()));
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
        Map<String, StoredColumn> unnamed = new LinkedHashMap<>(stored);
        List<String> differences = new ArrayList<>();
        for (Column column : table.columns()) {
            String name = table.name() + "." + column.name();
            StoredColumn there = unnamed.remove(folded(column.name()));
            if (there == null) {
                differences.add(name + " is in the definition, not in the table");
                continue;
            }
            String wanted = spelled(ColumnSql.stored(column));
            if (!there.type().equals(wanted)) {
                differences.add(name + " is " + there.type() + " in the table, " + wanted + " (" + column.type()
                        + ") in the definition");
            }
            if (there.nullable() == column.required()) {
                differences.add(name + (there.nullable() ? " may be NULL" : " may not be NULL")
                        + " in the table, and is " + column.mode() + " in the definition");
            }
        }
        unnamed.values()
                .forEach(left ->
                        differences.add(table.name() + "." + left.name() + " is in the table, not in the definition"));
        return differences;
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
                    String.join("; ", differences) + ". Mend the definition, or alter the table");
        }
    }

    /** Fails unless there is a table of this name. */
    void requireTable(String table) throws SQLException {
        if (!exists("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = ?", table)) {
            throw unknown(table);
        }
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

    private boolean isView(String name) throws SQLException {
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
