package dev.tablekeeper.stores.embedded.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Tells somebody now and then that a long statement goes on, and cancels it when that throws. */
final class Pulse implements AutoCloseable {
    private static final long MILLIS = 250;

    private final Statement statement;
    private final Runnable alive;
    private final Thread thread = new Thread(this::beat, "tablekeeper-duckdb-pulse");
    private RuntimeException failure;
    private boolean ended;

    private Pulse(Statement statement, Runnable alive) {
        this.statement = statement;
        this.alive = alive;
        thread.setDaemon(true);
        thread.start();
    }

    /** Work on a statement. */
    @FunctionalInterface
    interface Use<T> {
        T run(Statement statement) throws SQLException;
    }

    /** Executes something long; what {@code alive} throws comes out. */
    static <T> T use(Connection connection, Runnable alive, Use<T> use) throws SQLException {
        alive.run();
        try (Statement statement = connection.createStatement();
                Pulse pulse = new Pulse(statement, alive)) {
            try {
                return use.run(statement);
            } catch (SQLException e) {
                RuntimeException cause = pulse.failure();
                if (cause != null) {
                    throw cause;
                }
                throw e;
            }
        }
    }

    static void execute(Connection connection, String sql, Runnable alive) throws SQLException {
        use(connection, alive, statement -> statement.execute(sql));
    }

    private synchronized RuntimeException failure() {
        return failure;
    }

    private synchronized void beat() {
        try {
            while (!ended) {
                wait(MILLIS);
                if (!ended && failure == null) {
                    try {
                        alive.run();
                    } catch (RuntimeException e) {
                        failure = e;
                    }
                }
                if (!ended && failure != null) {
                    // Again and again: one that comes before the statement has begun goes unheard.
                    statement.cancel();
                }
            }
        } catch (SQLException e) {
            // It cannot be cancelled, so it goes on to its end.
            failure.addSuppressed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
