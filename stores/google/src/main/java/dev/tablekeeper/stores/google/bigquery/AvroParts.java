package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Rows written as Avro parts to where BigQuery can load them from, several parts at once. */
record AvroParts(ObjectStore objects) {
    private static final int PARTS = 8;
    private static final int THREADS = 4;
    private static final int BATCH_ROWS = 1_000;
    private static final int LIST = 1_000;
    private static final long POLL_MILLIS = 500;

    /**
     * Writes all rows; the same parts come out each time.
     *
     * @param folder with a slash at its end
     * @param progress told the rows written so far, by this thread; what it throws stops the writing, and comes out
     */
    Rows.Staged write(String folder, TableDefinition table, RowSource rows, LongConsumer progress) {
        AtomicLong written = new AtomicLong();
        AtomicBoolean stopped = new AtomicBoolean();
        int parts = Math.min(PARTS, rows.splits());
        List<String> names = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CompletionService<String> running = new ExecutorCompletionService<>(threads);
        try {
            for (int i = 0; i < parts; i++) {
                int part = i;
                String name = folder + part + ".avro";
                names.add(name);
                running.submit(() -> part(name, table, rows, part, parts, written, stopped), name);
            }
            await(running, parts, () -> progress.accept(written.get()));
        } finally {
            stopped.set(true);
            threads.shutdown();
        }
        return new Rows.Staged(names, written.get());
    }

    private void part(
            String name,
            TableDefinition table,
            RowSource rows,
            int part,
            int parts,
            AtomicLong written,
            AtomicBoolean stopped) {
        RowBatch batch = new RowBatch(table.columns(), BATCH_ROWS);
        try (ObjectWriter out = objects.create(name, Condition.any());
                RowSink sink = RowAvro.writer(table, out)) {
            for (int split = part; split < rows.splits(); split += parts) {
                try (RowSource.RowReader reader = rows.open(split)) {
                    while (!stopped.get() && reader.read(batch)) {
                        write(sink, table, batch);
                        written.addAndGet(batch.size());
                    }
                }
            }
            if (!stopped.get()) {
                sink.finish();
                out.commit();
            }
        }
    }

    private static void write(RowSink sink, TableDefinition table, RowBatch batch) {
        for (int i = 0; i < table.columns().size(); i++) {
            for (int row = 0; table.columns().get(i).required() && row < batch.size(); row++) {
                if (batch.column(i).isNull(row)) {
                    throw refused(table.name() + "." + table.columns().get(i).name()
                            + ": a row has no value in a column that must have one");
                }
            }
        }
        try {
            sink.write(batch);
        } catch (IllegalArgumentException | ArithmeticException e) {
            // What it says may hold the row's values.
            throw refused("a row does not fit the columns of " + table.name());
        }
    }

    private static StoreFailure refused(String why) {
        return new StoreFailure(FailureType.INVALID_REQUEST, why);
    }

    /** Until all have ended, or one has failed: that one is not waited for behind others. */
    private static void await(CompletionService<String> running, int parts, Runnable alive) {
        int ended = 0;
        while (ended < parts) {
            alive.run();
            try {
                Future<String> one = running.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (one != null) {
                    one.get();
                    ended++;
                }
            } catch (ExecutionException e) {
                throw unwrapped(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreFailure(FailureType.UNAVAILABLE, "interrupted while rows are staged", e);
            }
        }
        alive.run();
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
            return failure;
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }

    /** Deletes all that is below a folder. */
    void delete(String folder) {
        List<StoredObject> some;
        do {
            some = objects.list(folder, "", LIST);
            some.forEach(part -> objects.delete(part.name(), Condition.any()));
        } while (some.size() == LIST);
    }
}
