package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.row.RowSource.RowReader;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions.FunctionException;
import org.duckdb.DuckDBWritableVector;

/**
 * One reading of a {@link RowSource} by one INSERT. DuckDB's threads each read by a {@link Lane} of their own, take the
 * splits in order, and stop at the first failure, which is kept here since DuckDB passes on no more than its text.
 */
final class RowPull implements AutoCloseable {
    /** Room for a trillion rows in each of eight million splits. */
    private static final int ORDINAL_BITS = 40;

    private final TableDefinition table;
    private final RowSource source;
    private final boolean ordinals;
    private final ProgressMeter progress;
    private final List<ColumnCopy> copies;
    private final AtomicInteger nextSplit = new AtomicInteger();
    private final AtomicLong rows = new AtomicLong();
    private final List<Lane> lanes = new ArrayList<>();
    private Throwable failure;
    private volatile boolean ended;

    /** @param ordinals whether each row carries, in one more column, a number that grows in the rows' order */
    RowPull(TableDefinition table, RowSource source, boolean ordinals, ProgressMeter progress) {
        this.table = table;
        this.source = source;
        this.ordinals = ordinals;
        this.progress = progress;
        copies = table.columns().stream().map(ColumnCopy::of).toList();
    }

    List<Column> columns() {
        return table.columns();
    }

    boolean ordinals() {
        return ordinals;
    }

    int splits() {
        return source.splits();
    }

    /** Rows handed to DuckDB so far. */
    long rows() {
        return rows.get();
    }

    /** What went wrong in the source or in the listener. */
    synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    synchronized Lane lane() {
        Lane lane = new Lane();
        lanes.add(lane);
        return lane;
    }

    private synchronized void fail(Throwable cause) {
        ended = true;
        if (failure == null) {
            failure = cause;
        } else if (failure != cause) {
            failure.addSuppressed(cause);
        }
    }

    /** Closes what is still open; DuckDB does not say when it is done with the function. */
    @Override
    public void close() {
        ended = true;
        List<Lane> open;
        synchronized (this) {
            open = List.copyOf(lanes);
        }
        open.forEach(Lane::abandon);
    }

    /** One thread's share. DuckDB may call it from another thread each time, but never from two at once. */
    final class Lane {
        private RowReader reader;
        private RowBatch batch;
        private long ordinal;

        /** Writes the next rows into a chunk and returns how many, 0 when no row is left. */
        synchronized long fill(DuckDBDataChunkWriter chunk) {
            try {
                if (ended || !readNext((int) chunk.capacity())) {
                    return 0;
                }
                for (int i = 0; i < copies.size(); i++) {
                    copy(i, chunk.vector(i));
                }
                if (ordinals) {
                    writeOrdinals(chunk.vector(copies.size()));
                }
                rows.addAndGet(batch.size());
                progress.add(batch.size());
                return batch.size();
            } catch (Throwable e) {
                fail(e);
                throw e;
            }
        }

        private boolean readNext(int capacity) {
            if (batch == null) {
                batch = new RowBatch(columns(), capacity);
            }
            while (true) {
                if (reader == null) {
                    int split = nextSplit.getAndIncrement();
                    if (split >= splits()) {
                        return false;
                    }
                    reader = source.open(split);
                    ordinal = (long) split << ORDINAL_BITS;
                } else if (!reader.read(batch)) {
                    closeReader();
                } else if (batch.size() > 0) {
                    return true;
                }
            }
        }

        private void copy(int index, DuckDBWritableVector to) {
            try {
                copies.get(index).copy(batch.column(index), batch.size(), to);
            } catch (FunctionException | ClassCastException | UncheckedIOException e) {
                // Without the cause: its text can hold the value.
                throw new StoreFailure(
                        FailureType.INVALID_REQUEST,
                        table.name() + "." + columns().get(index).name()
                                + ": a row holds a value that the column cannot take");
            }
        }

        private void writeOrdinals(DuckDBWritableVector to) {
            for (int row = 0; row < batch.size(); row++) {
                to.setLong(row, ordinal++);
            }
        }

        private void closeReader() {
            RowReader closing = reader;
            reader = null;
            closing.close();
        }

        private synchronized void abandon() {
            if (reader != null) {
                try {
                    closeReader();
                } catch (RuntimeException e) {
                    // The rows are given up already; why is said elsewhere.
                    fail(e);
                }
            }
        }
    }
}
