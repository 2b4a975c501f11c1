package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

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
import java.util.Optional;
import java.util.TreeMap;

/** A base table as it is in the database, with its columns in their order. */
record StoredTable(String schema, String name, List<StoredColumn> columns) {
    /** What the names of Tablekeeper's own tables in the users' schemas begin with. */
    static final String OWN = "tablekeeper_";

    private static final String COLUMNS = "SELECT table_name, column_name, data_type, is_nullable"
            + " FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)"
            + " WHERE database_name = current_database() AND schema_name = ?";

    StoredTable {
        columns = List.copyOf(columns);
    }

    /** All tables of a schema that are not Tablekeeper's own, by their names. */
    static Map<String, StoredTable> all(Connection connection, String schema) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COLUMNS + " ORDER BY table_name, column_index")) {
            query.setString(1, schema);
            Map<String, StoredTable> tables = read(schema, query);
            tables.keySet().removeIf(StoredTable::own);
            return tables;
        }
    }

    static boolean own(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(OWN);
    }

    private static Map<String, StoredTable> read(String schema, PreparedStatement query) throws SQLException {
        Map<String, List<StoredColumn>> columns = new LinkedHashMap<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                columns.computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
                        .add(new StoredColumn(rows.getString(2), rows.getString(3), rows.getBoolean(4)));
            }
        }
        Map<String, StoredTable> tables = new TreeMap<>();
        columns.forEach((name, its) -> tables.put(name, new StoredTable(schema, name, its)));
        return tables;
    }

    /** As SQL names it. */
    String sql() {
        return quoted(schema) + "." + quoted(name);
    }

    Optional<StoredColumn> column(String column) {
        return columns.stream().filter(c -> c.name().equalsIgnoreCase(column)).findFirst();
    }

    long count(Connection connection) throws SQLException {
        return number(connection, "SELECT count(*) FROM " + sql());
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
