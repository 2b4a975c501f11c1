package dev.tablekeeper.model.row;

/**
 * Rows that can be pulled, in splits that several threads may read side by side. Reading it again gives the same rows
 * in the same splits, in the same order within each; the splits' numbers follow the rows' order.
 */
public interface RowSource {

    /** How many splits there are; each is read by one thread. */
    int splits();

    /** Starts reading one split, {@code 0 <= split < splits()}. The caller closes it. */
    RowReader open(int split);

    /** Reads one split. Not thread-safe, but may be handed from thread to thread. */
    interface RowReader extends AutoCloseable {
        /**
         * Clears the batch and fills it with the next rows.
         *
         * @return false when no row was left, and the batch is empty
         */
        boolean read(RowBatch batch);

        @Override
        void close();
    }
}
