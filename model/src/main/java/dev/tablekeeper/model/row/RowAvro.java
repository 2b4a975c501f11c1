package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Rows as plain Avro files, with logical types as BigQuery exports them, deflated: any Avro reader can read them.
 *
 * <p>In nested columns an INT64, DATE, TIME, DATETIME or TIMESTAMP is a Long in its physical form, a FLOAT64 a Double, a
 * BOOL a Boolean, a NUMERIC or BIGNUMERIC a BigDecimal, BYTES a byte[], a STRUCT a map, a REPEATED a list, and all else
 * a String. A list holds no nulls, and an absent list is an empty one, as in BigQuery.
 */
public final class RowAvro {
    /** The quickest deflation: staged rows are read once. */
    private static final int DEFLATE_LEVEL = 1;

    private RowAvro() {}

    public static Schema schema(TableDefinition table) {
        return AvroSchemas.of(table);
    }

    /** Writes a table's rows; closes {@code out} with it. */
    public static RowSink writer(TableDefinition table, OutputStream out) {
        return new Writer(table, out);
    }

    /**
     * Reads a table's rows; closes {@code in} with it.
     *
     * @throws Failure DAMAGED where the file is no Avro file, or not of this table
     */
    public static RowSource.RowReader reader(TableDefinition table, InputStream in) {
        return new Reader(table, in);
    }

    private static Failure damaged(TableDefinition table, Exception cause) {
        return new Failure(
                FailureType.DAMAGED,
                "an Avro file of " + table.name() + " cannot be read: " + cause.getMessage(),
                cause);
    }

    private static final class Writer implements RowSink {
        private final List<Column> columns;
        private final DataFileWriter<Object> file;
        private final ByteArrayOutputStream row = new ByteArrayOutputStream();
        private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(row, null);

        Writer(TableDefinition table, OutputStream out) {
            columns = table.columns();
            Schema schema = schema(table);
            file = new DataFileWriter<>(new GenericDatumWriter<>(schema));
            file.setCodec(CodecFactory.deflateCodec(DEFLATE_LEVEL));
            try {
                file.create(schema, out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void write(RowBatch batch) {
            try {
                for (int i = 0; i < batch.size(); i++) {
                    row.reset();
                    for (int c = 0; c < columns.size(); c++) {
                        AvroValues.write(encoder, columns.get(c), batch.column(c), i);
                    }
                    file.appendEncoded(ByteBuffer.wrap(row.toByteArray()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void finish() {
            try {
                file.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Reader implements RowSource.RowReader {
        private final TableDefinition table;
        private final DataFileStream<Object> file;
        private BinaryDecoder decoder;
        private long left;

        Reader(TableDefinition table, InputStream in) {
            this.table = table;
            try {
                file = new DataFileStream<>(in, new GenericDatumReader<>());
            } catch (IOException | AvroRuntimeException e) {
                throw damaged(table, e);
            }
            if (!file.getSchema().equals(schema(table))) {
                throw new Failure(
                        FailureType.DAMAGED, "an Avro file holds other columns than the table " + table.name());
            }
        }

        @Override
        public boolean read(RowBatch batch) {
            batch.clear();
            try {
                while (!batch.full() && (left > 0 || nextBlock())) {
                    for (int c = 0; c < table.columns().size(); c++) {
                        AvroValues.read(decoder, table.columns().get(c), batch.column(c), batch.size());
                    }
                    batch.add();
                    left--;
                }
            } catch (IOException | AvroRuntimeException e) {
                throw damaged(table, e);
            }
            return batch.size() > 0;
        }

        private boolean nextBlock() throws IOException {
            try {
                ByteBuffer block = file.nextBlock();
                decoder = DecoderFactory.get()
                        .binaryDecoder(
                                block.array(), block.arrayOffset() + block.position(), block.remaining(), decoder);
                left = file.getBlockCount();
                return left > 0 || nextBlock();
            } catch (NoSuchElementException e) {
                return false;
            }
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
