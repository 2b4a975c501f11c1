package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which tables are held, and by which staging: kept in the database, so that it outlives a restart, and here, so that each
 * write can ask. It is changed and asked in write turns only.
 */
final class Holds {
    private volatile Map<String, String> stagings = Map.of();

    static void createLedger(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS tablekeeper.holds ("
                    + "table_name VARCHAR NOT NULL, staging VARCHAR NOT NULL)");
        }
    }

    /** Learns what the database says. */
    void read(Connection connection) throws SQLException {
        stagings = Map.copyOf(stored(connection));
    }

    private static Map<String, String> stored(Connection connection) throws SQLException {
        Map<String, String> stored = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT table_name, staging FROM tablekeeper.holds")) {
            while (rows.next()) {
                stored.put(rows.getString(1), rows.getString(2));
            }
        }
        return stored;
    }

    static void add(Connection connection, String staging, List<String> tables) throws SQLException {
        Map<String, String> stored = stored(connection);
        for (String table : tables) {
            String holder = stored.putIfAbsent(folded(table), staging);
            if (holder != null && !holder.equals(staging)) {
                throw new StoreFailure(
                        FailureType.CONFLICT,
                        table + " is being restored by another job (" + holder + "); this goes on when that is done");
            }
            if (holder == null) {
                try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO tablekeeper.holds VALUES (?, ?)")) {
                    insert.setString(1, folded(table));
                    insert.setString(2, staging);
                    insert.executeUpdate();
                }
            }
        }
    }

    static void remove(Connection connection, String staging) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM tablekeeper.holds WHERE staging = ?")) {
            delete.setString(1, staging);
            delete.executeUpdate();
        }
    }

    /** Fails with {@code CONFLICT} if one of the tables is held. */
    void requireFree(List<TableWrite> writes) {
        for (TableWrite write : writes) {
            String table = write.table().name();
            if (stagings.containsKey(folded(table))) {
                throw new StoreFailure(
                        FailureType.CONFLICT, table + " is being restored; the write goes on when that is done");
            }
        }
    }

    private static String folded(String table) {
        return table.toLowerCase(Locale.ROOT);
    }
}
