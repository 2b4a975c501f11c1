package dev.tablekeeper.stores.embedded.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** What the database remembers of the operations done on it, and of those that will never be done. */
final class Ledger {
    /** Stands in the place of a result for an operation that was given up. */
    private static final String ABANDONED = "null";

    private Ledger() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS tablekeeper");
            statement.execute("CREATE TABLE IF NOT EXISTS tablekeeper.operations ("
                    + "operation VARCHAR PRIMARY KEY, parameters VARCHAR NOT NULL, "
                    + "result VARCHAR NOT NULL, done_at TIMESTAMP WITH TIME ZONE NOT NULL)");
        }
    }

    /**
     * What an operation did, if it was done.
     *
     * @param result what it was added as
     * @throws StoreFailure {@code OPERATION_MISMATCH} where it was done with other parameters, {@code
     *     OPERATION_ABANDONED} where it was given up
     */
    static <T> Optional<T> find(Connection connection, Operation operation, Class<T> result) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT parameters, result FROM tablekeeper.operations WHERE operation = ?")) {
            query.setString(1, operation.id());
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                if (!rows.getString(1).equals(operation.parameters())) {
                    throw new StoreFailure(
                            FailureType.OPERATION_MISMATCH,
                            "the operation " + operation.id() + " was done with other parameters ("
                                    + rows.getString(1) + ", not " + operation.parameters()
                                    + "); use another id for another write");
                }
                if (rows.getString(2).equals(ABANDONED)) {
                    throw new StoreFailure(
                            FailureType.OPERATION_ABANDONED,
                            "the operation " + operation.id() + " was given up, so it will not be done any more; do it"
                                    + " anew under another id");
                }
                return Optional.of(read(rows.getString(2), result));
            }
        }
    }

    static void add(Connection connection, Operation operation, Object result) throws SQLException {
        insert(connection, operation, Json.write(result));
    }

    /** Gives an operation up, unless it was done: then it returns what it did. */
    static <T> Optional<T> abandon(Connection connection, Operation operation, Class<T> result) throws SQLException {
        try {
            Optional<T> done = find(connection, operation, result);
            if (done.isEmpty()) {
                insert(connection, operation, ABANDONED);
            }
            return done;
        } catch (StoreFailure e) {
            if (e.type() != FailureType.OPERATION_ABANDONED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static void insert(Connection connection, Operation operation, String result) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO tablekeeper.operations VALUES (?, ?, ?, now())")) {
            insert.setString(1, operation.id());
            insert.setString(2, operation.parameters());
            insert.setString(3, result);
            insert.executeUpdate();
        }
    }

    private static <T> T read(String json, Class<T> result) {
        try {
            return Json.MAPPER.readValue(json, result);
        } catch (JsonProcessingException e) {
            throw new StoreFailure(FailureType.DAMAGED, "an entry of tablekeeper.operations cannot be read", e);
        }
    }
}
