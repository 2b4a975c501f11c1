package dev.tablekeeper.stores.embedded.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Work that is done whole or not at all. */
final class Transaction {
    private Transaction() {}

    /** Some statements. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    /** The work ended well, and then COMMIT failed. */
    static final class CommitException extends SQLException {
        private static final long serialVersionUID = 1L;

        CommitException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Commits what the work did; rolls back if it throws, and lets out what it threw. */
    static <T> T run(Connection connection, Work<T> work) throws SQLException {
        execute(connection, "BEGIN TRANSACTION");
        T result;
        try {
            result = work.run();
        } catch (Throwable e) {
            try {
                execute(connection, "ROLLBACK");
            } catch (SQLException second) {
                // Closing the connection, which follows, rolls back as well.
                e.addSuppressed(second);
            }
            throw e;
        }
        try {
            execute(connection, "COMMIT");
        } catch (SQLException e) {
            throw new CommitException(e);
        }
        return result;
    }

    /** Does the work and undoes it; returns what it found. */
    static <T> T undone(Connection connection, Work<T> work) throws SQLException {
        execute(connection, "BEGIN TRANSACTION");
        try {
            return work.run();
        } finally {
            execute(connection, "ROLLBACK");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
