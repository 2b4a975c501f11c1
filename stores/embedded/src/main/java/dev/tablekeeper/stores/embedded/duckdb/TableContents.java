package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.row.FingerprintSum;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.StoreFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What is in tables at one state of the database, found by several threads. Each has a session of its own; they see the
 * same state because they are opened while nobody commits, or because nobody writes to the tables.
 */
final class TableContents implements AutoCloseable {
    private static final long STEP = 4 * TableRead.ROW_GROUP;
    private static final long CALL_MILLIS = 250;

    private final List<Connection> connections = new ArrayList<>();

    /** @param threads how many are used */
    TableContents(Sessions sessions, int threads) throws SQLException {
        try {
            for (int i = 0; i < threads; i++) {
                Connection connection = sessions.connect();
                connections.add(connection);
                pin(connection);
            }
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Begins a transaction that sees the state of now: a snapshot is taken at the first access to a table. */
    private static void pin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN TRANSACTION");
            statement.execute("SELECT operation FROM tablekeeper.operations LIMIT 1");
        }
    }

    long count(StoredTable table) throws SQLException {
        return table.count(connections.get(0));
    }

    /**
     * Of a table that is written once and never changed: its rows are numbered without a gap.
     *
     * @param alive told now and then; an exception it throws stops the reading, and comes out
     */
    Content of(TableShape shape, Runnable alive) throws SQLException {
        long rows = count(shape.table());
        Content content = read(
                shape,
                LongStream.iterate(0, from -> from < rows, from -> from + STEP)
                        .mapToObj(from -> TableRead.numbered(from, from + STEP))
                        .toList(),
                alive);
        if (content.rows() != rows) {
            throw new StoreFailure(
                    FailureType.RECONCILIATION_FAILED,
                    shape.table().name() + " has " + rows + " rows, and " + content.rows() + " of them could be read");
        }
        return content;
    }

    /**
     * Of a table that others may write to. Each thread takes those rows whose content says so; nothing is said of a row's
     * number when others delete and insert.
     *
     * @param rows how many are expected; with few of them one thread is enough
     * @param alive as above
     */
    Content byContent(TableShape shape, long rows, Runnable alive) throws SQLException {
        int parts = rows <= STEP || shape.expressions().isEmpty() ? 1 : connections.size();
        return read(
                shape,
                IntStream.range(0, parts)
                        .mapToObj(part -> TableRead.part(shape, part, parts))
                        .toList(),
                alive);
    }

    private Content read(TableShape shape, List<String> conditions, Runnable alive) throws SQLException {
        FingerprintSum sum = new FingerprintSum(shape.definition().columns());
        Reading reading = new Reading(shape, conditions);
        if (conditions.size() <= 1) {
            alive.run();
            sum.add(reading.run(connections.get(0)));
        } else {
            share(reading, sum, alive);
        }
        return new Content(sum.rows(), sum.fingerprint());
    }

    private void share(Reading reading, FingerprintSum sum, Runnable alive) throws SQLException {
        ExecutorService threads = Executors.newFixedThreadPool(connections.size());
        try {
            List<Future<FingerprintSum>> shares = connections.stream()
                    .map(connection -> threads.submit(() -> reading.run(connection)))
                    .toList();
            for (Future<FingerprintSum> share : shares) {
                sum.add(await(share, alive));
            }
        } finally {
            reading.stopped.set(true);
            endOf(threads);
        }
    }

    /** The sessions are not closed under a thread that still reads. */
    private static void endOf(ExecutorService threads) {
        threads.shutdown();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static FingerprintSum await(Future<FingerprintSum> share, Runnable alive) throws SQLException {
        while (true) {
            alive.run();
            try {
                return share.get(CALL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // It goes on.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreFailure(FailureType.UNAVAILABLE, "interrupted while a table was read", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SQLException cause) {
                    throw cause;
                }
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        }
    }

    /** One table's parts, which threads take in turn. */
    private static final class Reading {
        private final TableShape shape;
        private final TableRead read;
        private final Queue<String> conditions;
        private final AtomicBoolean stopped = new AtomicBoolean();

        Reading(TableShape shape, List<String> conditions) {
            this.shape = shape;
            this.conditions = new ConcurrentLinkedQueue<>(conditions);
            read = new TableRead(shape, false);
        }

        FingerprintSum run(Connection connection) throws SQLException {
            FingerprintSum sum = new FingerprintSum(shape.definition().columns());
            for (String part = conditions.poll(); part != null; part = conditions.poll()) {
                read.read(connection, part, rows -> {
                    if (stopped.get()) {
                        throw new CancellationException();
                    }
                    sum.add(rows);
                });
            }
            return sum;
        }
    }

    @Override
    public void close() {
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException("a session that only read cannot be closed", e);
            }
        }
    }
}
