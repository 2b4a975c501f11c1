package dev.tablekeeper.stores;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.List;
import java.util.function.LongConsumer;

/** The rows of a write, in one of the two forms that warehouses take. Every warehouse takes {@link Staged}. */
public sealed interface Rows {

    /**
     * Asked once, when all rows were read and nothing is committed yet. What it throws undoes the write and comes out.
     *
     * @param taken how many rows there were
     */
    void check(long taken);

    /**
     * Avro parts in the object store.
     *
     * @param objects names of objects written by {@code RowAvro} for the table's columns, in the rows' order
     * @param count how many rows there are; a write that finds another number fails with {@code RECONCILIATION_FAILED}
     */
    record Staged(List<String> objects, long count) implements Rows {
        public Staged {
            objects = List.copyOf(objects);
        }

        @Override
        public void check(long taken) {
            requireEqual(count, taken);
        }
    }

    /**
     * Rows pulled from the same process while the write runs.
     *
     * @param judge what {@link #check} asks: by then the source has been read whole, and may know more than its rows
     */
    record Pulled(RowSource source, LongConsumer judge) implements Rows {

        /** Rows whose number is known before. */
        public static Pulled counted(RowSource source, long count) {
            return new Pulled(source, taken -> requireEqual(count, taken));
        }

        @Override
        public void check(long taken) {
            judge.accept(taken);
        }
    }

    private static void requireEqual(long said, long taken) {
        if (said != taken) {
            throw new StoreFailure(
                    FailureType.RECONCILIATION_FAILED,
                    said + " rows were said to come, and " + taken + " came; nothing was written");
        }
    }
}
