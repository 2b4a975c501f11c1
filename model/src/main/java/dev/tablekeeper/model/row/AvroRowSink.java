package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;

/** Writes rows straight from their vectors into the blocks of an Avro file. */
final class AvroRowSink implements RowSink {
    private final List<Column> columns;
    private final RowWriter rowWriter;
    private final DataFileWriter<RowBatch> file;
    private boolean finished;

    AvroRowSink(TableDefinition table, OutputStream out, CodecFactory codec, int blockBytes) {
        columns = table.columns();
        rowWriter = new RowWriter(columns.stream().map(AvroColumn::of).toArray(AvroColumn[]::new));
        try {
            file = new DataFileWriter<>(rowWriter)
                    .setCodec(codec)
                    .setSyncInterval(blockBytes)
                    .create(AvroSchema.of(table), out);
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
        try {
            for (int row = 0; row < batch.size(); row++) {
                rowWriter.row = row;
                file.append(batch);
            }
        } catch (DataFileWriter.AppendWriteException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void finish() {
        finished = true;
        try {
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** There is nothing to give back: the stream belongs to the caller, and closing the file would write its last block. */
    @Override
    public void close() {
        finished = true;
    }

    /** Writes the batch's row that was chosen last. */
    private static final class RowWriter implements DatumWriter<RowBatch> {
        private final AvroColumn[] columns;
        private int row;

        RowWriter(AvroColumn[] columns) {
            this.columns = columns;
        }

        @Override
        public void setSchema(Schema schema) {
            // The columns know it.
        }

        @Override
        public void write(RowBatch batch, Encoder out) throws IOException {
            for (int i = 0; i < columns.length; i++) {
                columns[i].write(batch.column(i), row, out);
            }
        }
    }
}
