package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Rows as plain Avro object container files, in the mapping of BigQuery's own exports: any Avro reader, and BigQuery
 * itself, can load them.
 */
public final class RowAvro {
    /** Well below the 16 MB that BigQuery allows, and enough for compression to work on. */
    private static final int BLOCK_BYTES = 256 << 10;

    /** How blocks are compressed. BigQuery reads Snappy too, but that would bring a native library of its own. */
    public enum Compression {
        /** Not at all: for parts that are read again on the same machine. */
        NONE,
        /** Deflate at its fastest level: for parts that are kept or travel. */
        DEFLATE
    }

    private RowAvro() {}

    /** The schema of a table's files. */
    public static Schema schema(TableDefinition table) {
        return AvroSchema.of(table);
    }

    /** As {@link #writer(TableDefinition, OutputStream, Compression)}, with {@link Compression#DEFLATE}. */
    public static RowSink writer(TableDefinition table, OutputStream out) {
        return writer(table, out, Compression.DEFLATE);
    }

    /**
     * Writes one file of a table's rows. The stream stays open: the caller closes or commits it after
     * {@link RowSink#finish()}. A row that does not fit the table (a NULL where none may be, a decimal with too many
     * digits) is an {@link IllegalArgumentException} or {@link ArithmeticException}.
     */
    public static RowSink writer(TableDefinition table, OutputStream out, Compression compression) {
        return new AvroRowSink(table, out, compression, BLOCK_BYTES);
    }

    /**
     * Reads one file of a table's rows; closing the reader closes the stream. Columns that the file does not have are NULL
     * or an empty list, where they may be. A file of another schema is a {@link dev.tablekeeper.model.workflow.Failure}
     * {@code TABLE_CHANGED}, one that is no whole Avro file {@code DAMAGED}. A file that ends between two blocks is whole to Avro: compare the rows with the count expected.
     */
    public static RowSource.RowReader reader(TableDefinition table, InputStream in) {
        return new AvroRowReader(table, in);
    }

    static void checkColumns(List<Column> columns, RowBatch batch) {
        if (!batch.columns().equals(columns)) {
            throw new IllegalArgumentException("the batch has other columns than the table");
        }
    }
}
