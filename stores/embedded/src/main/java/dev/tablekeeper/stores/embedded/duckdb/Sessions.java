package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.embedded.duckdb.Transaction.CommitException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work on an open database: each piece in a session of its own, those that write one after the other. */
final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Database database;
    private final WriteTurns turns = new WriteTurns();
    /** Used in turns only. */
    private KeptSession kept;

    private volatile boolean closed;

    Sessions(Database database) {
        this.database = database;
    }

    /** Work in a session. */
    @FunctionalInterface
    interface Use<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Work in a session of its own; what DuckDB says is translated. */
    <T> T use(String doing, Use<T> use) {
        if (closed) {
            throw new StoreFailure(FailureType.UNAVAILABLE, "cannot " + doing + ": the warehouse is closed");
        }
        try (Connection connection = database.connect()) {
            return use.run(connection);
        } catch (SQLException e) {
            throw database.failures().translate(doing, e);
        }
    }

    /** The same for who has the turn, in the session that the last one left; one that failed leaves none. */
    <T> T useKept(String doing, Use<T> use) {
        if (closed) {
            throw new StoreFailure(FailureType.UNAVAILABLE, "cannot " + doing + ": the warehouse is closed");
        }
        KeptSession session = kept;
        kept = null;
        try {
            if (session == null) {
                session = new KeptSession(database.connect());
            }
            T result = use.run(session.connection());
            kept = session;
            return result;
        } catch (SQLException e) {
            throw database.failures().translate(doing, e);
        } finally {
            if (kept == null && session != null) {
                close(session);
            }
        }
    }

    private static void close(KeptSession session) {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("a session that is given up did not close", e);
        }
    }

    /** The same in a turn: nobody else commits anything meanwhile. */
    <T> T useInTurn(String doing, Runnable whileWaiting, Use<T> use) {
        return turns.within(whileWaiting, () -> use(doing, use));
    }

    /** A turn for work that opens its own sessions. */
    <T> T turn(Runnable whileWaiting, Supplier<T> work) {
        return turns.within(whileWaiting, work);
    }

    /** A turn for a part of what a session does. */
    <T> T turnWithin(Runnable whileWaiting, Transaction.Work<T> work) throws SQLException {
        try {
            return turns.within(whileWaiting, () -> {
                try {
                    return work.run();
                } catch (SQLException e) {
                    throw new Passed(e);
                }
            });
        } catch (Passed e) {
            throw e.cause;
        }
    }

    /** Carries what only this class throws and catches. */
    private static final class Passed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final SQLException cause;

        Passed(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /** What became of an operation whose COMMIT failed, which may have been done all the same: the ledger knows. */
    <T> T afterFailedCommit(Operation operation, Class<T> result, CommitException failed) throws SQLException {
        Optional<T> done;
        try (Connection fresh = database.connect()) {
            done = Ledger.find(fresh, operation, result);
        } catch (SQLException e) {
            failed.addSuppressed(e);
            throw new StoreFailure(
                    FailureType.OUTCOME_UNKNOWN,
                    "the operation " + operation.id()
                            + " failed at its very end and the database cannot be read since: "
                            + "restart Tablekeeper, then look for the operation in tablekeeper.operations",
                    failed);
        }
        return done.orElseThrow(() -> failed);
    }

    /** Another session; the caller closes it. */
    Connection connect() throws SQLException {
        return database.connect();
    }

    SqlFailures failures() {
        return database.failures();
    }

    /** Waits for the work of others, then brings the file up to date and lets go of it. */
    void close() {
        turns.within(() -> {}, () -> {
            if (!closed) {
                closed = true;
                if (kept != null) {
                    close(kept);
                }
                database.close();
            }
            return closed;
        });
    }
}
