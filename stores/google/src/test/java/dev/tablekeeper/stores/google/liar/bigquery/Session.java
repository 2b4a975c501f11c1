package dev.tablekeeper.stores.google.liar.bigquery;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A connection to DuckDB, whose statements can be stopped from another thread. */
final class Session implements AutoCloseable {
    private final DuckDBConnection connection;
    private Statement running;
    private boolean stopped;

    Session(Connection connection) {
        this.connection = (DuckDBConnection) connection;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = begin()) {
            statement.execute(sql);
        } finally {
            end();
        }
    }

    /** @return how many rows it changed */
    long change(String sql) throws SQLException {
        try (Statement statement = begin()) {
            return statement.executeLargeUpdate(sql);
        } finally {
            end();
        }
    }

    /** The texts of a result, row by row. */
    List<String[]> rows(String sql) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        try (Statement statement = begin();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                String[] row = new String[columns];
                for (int i = 0; i < columns; i++) {
                    row[i] = result.getString(i + 1);
                }
                rows.add(row);
            }
        } finally {
            end();
        }
        return rows;
    }

    DuckDBAppender appender(String table) throws SQLException {
        return connection.createAppender("temp", "main", table);
    }

    /** Undoes what is open, also when the session was stopped. */
    void rollback() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        }
    }

    /** The statement that runs ends with an error, and no other begins. */
    synchronized void stop() {
        stopped = true;
        if (running != null) {
            try {
                running.cancel();
            } catch (SQLException endedByItself) {
                running = null;
            }
        }
    }

    private synchronized Statement begin() throws SQLException {
        if (stopped) {
            throw new SQLException("INTERRUPT: stopped from outside");
        }
        running = connection.createStatement();
        return running;
    }

    private synchronized void end() {
        running = null;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
