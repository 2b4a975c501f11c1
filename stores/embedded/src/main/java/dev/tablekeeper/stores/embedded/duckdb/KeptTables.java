package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What swaps have put aside, table by table; a table that was not there before has an entry without a name. */
record KeptTables(Connection connection) {

    /** @param name of the table that was put aside; empty where there was none */
    record Kept(String schema, String table, Optional<String> name) {}

    static void createLedger(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS tablekeeper.kept ("
                    + "operation VARCHAR NOT NULL, dataset VARCHAR NOT NULL, table_name VARCHAR NOT NULL, "
                    + "kept_name VARCHAR, kept_at TIMESTAMP WITH TIME ZONE NOT NULL)");
        }
    }

    void add(String operation, Kept kept, Instant at) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO tablekeeper.kept VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, operation);
            insert.setString(2, kept.schema());
            insert.setString(3, kept.table());
            insert.setString(4, kept.name().orElse(null));
            insert.setObject(5, time(at));
            insert.executeUpdate();
        }
    }

    Optional<Kept> find(String operation, String schema, String table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT dataset, table_name, kept_name"
                + " FROM tablekeeper.kept WHERE operation = ? AND dataset = ? AND table_name = ?")) {
            query.setString(1, operation);
            query.setString(2, schema);
            query.setString(3, table);
            return read(query).stream().findFirst();
        }
    }

    void remove(String operation, Kept kept) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM tablekeeper.kept WHERE operation = ? AND dataset = ? AND table_name = ?")) {
            delete.setString(1, operation);
            delete.setString(2, kept.schema());
            delete.setString(3, kept.table());
            delete.executeUpdate();
        }
    }

    /** Drops what was kept before that instant; returns how many tables. */
    long drop(Instant before) throws SQLException {
        List<Kept> old;
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT dataset, table_name, kept_name FROM tablekeeper.kept WHERE kept_at < ?")) {
            query.setObject(1, time(before));
            old = read(query);
        }
        long dropped = 0;
        for (Kept kept : old) {
            if (kept.name().isPresent()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("DROP TABLE IF EXISTS " + quoted(kept.schema()) + "."
                            + quoted(kept.name().get()));
                }
                dropped++;
            }
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM tablekeeper.kept WHERE kept_at < ?")) {
            delete.setObject(1, time(before));
            delete.executeUpdate();
        }
        return dropped;
    }

    private static List<Kept> read(PreparedStatement query) throws SQLException {
        List<Kept> kept = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                kept.add(new Kept(rows.getString(1), rows.getString(2), Optional.ofNullable(rows.getString(3))));
            }
        }
        return kept;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
