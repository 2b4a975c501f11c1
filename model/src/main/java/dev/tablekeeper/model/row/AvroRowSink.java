package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes rows straight from their vectors into the blocks of an Avro file. */
final class AvroRowSink implements RowSink {
    private final List<Column> columns;
    private final AvroColumn[] avroColumns;
    private final AvroBlockWriter file;
    private boolean finished;

    AvroRowSink(TableDefinition table, OutputStream out, RowAvro.Compression compression, int blockBytes) {
        columns = table.columns();
        avroColumns = columns.stream().map(AvroColumn::of).toArray(AvroColumn[]::new);
        try {
            file = new AvroBlockWriter(AvroSchema.of(table), out, compression, blockBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(RowBatch batch) {
        if (finished) {
            throw new IllegalStateException("the file is finished");
        }
        RowAvro.checkColumns(columns, batch);
        BlockEncoder rows = file.rows();
        int start = rows.length();
        try {
            for (int row = 0; row < batch.size(); row++) {
                start = rows.length();
                for (int i = 0; i < avroColumns.length; i++) {
                    avroColumns[i].write(batch.column(i), row, rows);
                }
                file.endRow();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            // The row that does not fit is not begun; those before it stand.
            rows.cut(start);
            throw e;
        }
    }

    @Override
    public void finish() {
        finished = true;
        try {
            file.endBlock();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stream belongs to the caller, and what has not been finished is not written. */
    @Override
    public void close() {
        finished = true;
        file.close();
    }
}
