package dev.tablekeeper.worker.csv;

import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.value.Reject;
import java.util.function.Consumer;

/** The rows of one range of a file; records that make none are handed to a consumer, in order. Closes its reader. */
public final class RangeRows implements RowSource.RowReader {
    private final RecordReader reader;
    private final RecordParser parser;
    private final Consumer<Reject> rejects;
    private long rowsAccepted;
    private long rowsRejected;

    /** @param rejects told of each record not accepted, with all it held */
    public RangeRows(RecordReader reader, RecordParser parser, Consumer<Reject> rejects) {
        this.reader = reader;
        this.parser = parser;
        this.rejects = rejects;
    }

    @Override
    public boolean read(RowBatch batch) {
        batch.clear();
        while (!batch.full() && reader.next()) {
            if (parser.accept(reader, batch)) {
                rowsAccepted++;
            } else {
                rowsRejected++;
                rejects.accept(parser.explain(reader));
            }
        }
        return batch.size() > 0;
    }

    public long rowsRead() {
        return rowsAccepted + rowsRejected;
    }

    public long rowsAccepted() {
        return rowsAccepted;
    }

    public long rowsRejected() {
        return rowsRejected;
    }

    /** How many bytes of the range are behind. */
    public long bytesRead() {
        return reader.bytesRead();
    }

    @Override
    public void close() {
        reader.close();
    }
}
