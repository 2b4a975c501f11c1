package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.stores.snapshot.SnapshotView;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The views of the schema {@code main}. What a view was made from is remembered beside what DuckDB makes of it, so that
 * it can be told whether somebody has made it anew since.
 */
final class StoredViews {
    private static final String VIEWS = "SELECT view_name, sql FROM duckdb_views() WHERE database_name ="
            + " current_database() AND schema_name = 'main' AND NOT internal";

    private StoredViews() {}

    static void createLedger(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS tablekeeper.views ("
                    + "view_name VARCHAR NOT NULL, query VARCHAR NOT NULL, made VARCHAR NOT NULL)");
        }
    }

    /** Remembers what a view that was just made was made from. */
    static void remember(Connection connection, String view, String query) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM tablekeeper.views WHERE view_name = ?")) {
            delete.setString(1, view);
            delete.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO tablekeeper.views SELECT ?, ?, sql FROM (" + VIEWS + ") WHERE view_name = ?")) {
            insert.setString(1, view);
            insert.setString(2, query);
            insert.setString(3, view);
            insert.executeUpdate();
        }
    }

    /** All of them, in the order of their names. */
    static List<SnapshotView> all(Connection connection) throws SQLException {
        Map<String, String> queries = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT made, query FROM tablekeeper.views")) {
            while (rows.next()) {
                queries.put(rows.getString(1), rows.getString(2));
            }
        }
        List<SnapshotView> views = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(VIEWS + " ORDER BY view_name")) {
            while (rows.next()) {
                String made = rows.getString(2);
                String query = queries.containsKey(made) ? queries.get(made) : query(made);
                views.add(new SnapshotView(rows.getString(1), query));
            }
        }
        return views;
    }

    /** The query within {@code CREATE VIEW name (columns) AS query;}. */
    static String query(String made) {
        int at = "CREATE VIEW ".length();
        at = afterName(made, at);
        while (made.charAt(at) == '.') {
            at = afterName(made, at + 1);
        }
        String columns = "";
        int rest = at + 1;
        if (made.charAt(rest) == '(') {
            int end = rest;
            while (made.charAt(end) != ')') {
                end = made.charAt(end) == '"' ? StoredType.closing(made, end) + 1 : end + 1;
            }
            columns = made.substring(rest, end + 1);
            rest = end + 2;
        }
        String query = made.substring(rest + "AS ".length()).strip();
        if (query.endsWith(";")) {
            query = query.substring(0, query.length() - 1);
        }
        return columns.isEmpty() ? query : "SELECT * FROM (" + query + ") AS " + quoted("q") + " " + columns;
    }

    private static int afterName(String text, int at) {
        if (text.charAt(at) == '"') {
            return StoredType.closing(text, at) + 1;
        }
        int end = at;
        while (text.charAt(end) != ' ' && text.charAt(end) != '.') {
            end++;
        }
        return end;
    }
}
