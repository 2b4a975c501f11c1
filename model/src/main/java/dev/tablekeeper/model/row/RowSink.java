package dev.tablekeeper.model.row;

/** Takes accepted rows, a batch at a time. Closing without {@link #finish()} gives up what was written. */
public interface RowSink extends AutoCloseable {

    /** Takes the batch's rows; the caller may use the batch again afterwards. */
    void write(RowBatch batch);

    /** Makes what was written whole. Nothing may be written afterwards. */
    void finish();

    @Override
    void close();
}
