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
        T result = open(connection, work);
        commit(connection);
        return result;
    }

    /** Begins, and leaves to the caller to {@link #commit}; rolls back if the work throws, and lets out what it threw. */
    static <T> T open(Connection connection, Work<T> work) throws SQLException {
        execute(connection, "BEGIN TRANSACTION");
        return orRollback(connection, work);
    }

    /** Does more work in a transaction that is open, which ends if it throws. */
    static <T> T orRollback(Connection connection, Work<T> work) throws SQLException {
        try {
            return work.run();
        } catch (Throwable e) {
            try {
                execute(connection, "ROLLBACK");
            } catch (SQLException second) {
                // Closing the connection, which follows, rolls back as well.
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    static void commit(Connection connection) throws CommitException {
        try {
            execute(connection, "COMMIT");
        } catch (SQLException e) {
            throw new CommitException(e);
        }
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
