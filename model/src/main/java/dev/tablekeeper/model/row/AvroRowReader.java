package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Reads the blocks of an Avro file straight into vectors. */
final class AvroRowReader implements RowSource.RowReader {
    private final List<Column> columns;
    /** Which of the table's columns the file has, in the file's order. */
    private final int[] present;

    private final int[] absent;
    private final AvroColumn[] avroColumns;
    private final AvroBlocks blocks;
    private long rowsLeftInBlock;

    AvroRowReader(TableDefinition table, InputStream in) {
        columns = table.columns();
        try {
            blocks = new AvroBlocks(new SourceStream(in));
        } catch (IOException | RuntimeException e) {
            throw translated(e);
        }
        List<Schema.Field> fields = blocks.schema().getType() == Schema.Type.RECORD
                ? blocks.schema().getFields()
                : List.of();
        present = fields.stream()
                .mapToInt(field -> position(field.name()))
                .filter(i -> i >= 0)
                .toArray();
        // A column that was added since, and may be empty, is; all else has to be as it was.
        absent = IntStream.range(0, columns.size())
                .filter(i -> Arrays.stream(present).noneMatch(there -> there == i))
                .toArray();
        List<Column> expected = new ArrayList<>();
        for (int i : present) {
            expected.add(asWritten(columns.get(i), blocks.schema()));
        }
        for (int i : absent) {
            if (columns.get(i).required()) {
                expected.add(columns.get(i));
            }
        }
        avroColumns = expected.stream().map(AvroColumn::of).toArray(AvroColumn[]::new);
        String wanted = AvroSchema.shape(AvroSchema.of(TableDefinition.of(table.name(), List.of(), expected)));
        String found = AvroSchema.shape(blocks.schema());
        if (!found.equals(wanted)) {
            throw new Failure(
                    FailureType.TABLE_CHANGED,
                    "The Avro file was not written for table %s as it is defined now: it has %s, wanted is %s"
                            .formatted(table.name(), found, wanted));
        }
    }

    /** Of the column that a field holds, or -1. */
    private int position(String field) {
        return IntStream.range(0, columns.size())
                .filter(i -> AvroSchema.fieldName(columns.get(i)).equals(field))
                .findFirst()
                .orElse(-1);
    }

    /** A column that may be NULL now and might not when the file was written. */
    private static Column asWritten(Column column, Schema file) {
        boolean mayBeNull = file.getField(AvroSchema.fieldName(column)).schema().isUnion();
        return column.mode() == Column.Mode.NULLABLE && !mayBeNull ? column.withMode(Column.Mode.REQUIRED) : column;
    }

    @Override
    public boolean read(RowBatch batch) {
        RowAvro.checkColumns(columns, batch);
        batch.clear();
        try {
            while (!batch.full() && startBlock()) {
                long rows = Math.min(rowsLeftInBlock, batch.capacity() - batch.size());
                for (long i = 0; i < rows; i++) {
                    readRow(batch, blocks.rows());
                }
                rowsLeftInBlock -= rows;
            }
        } catch (IOException | RuntimeException e) {
            throw translated(e);
        }
        return batch.size() > 0;
    }

    private void readRow(RowBatch batch, BlockDecoder rows) throws IOException {
        int row = batch.size();
        for (int i = 0; i < present.length; i++) {
            avroColumns[i].read(rows, batch.column(present[i]), row);
        }
        for (int column : absent) {
            if (columns.get(column).mode() == Column.Mode.REPEATED) {
                batch.column(column).setObject(row, List.of());
            } else {
                batch.column(column).setNull(row);
            }
        }
        batch.add();
    }

    /** Sees to it that the block has rows left; false at the end of the file. */
    private boolean startBlock() throws IOException {
        while (rowsLeftInBlock == 0) {
            if (!blocks.next()) {
                return false;
            }
            rowsLeftInBlock = blocks.rowCount();
        }
        return true;
    }

    /** Whatever the reading stumbles over is damage; what the stream itself fails with comes out as it is. */
    private static RuntimeException translated(Exception e) {
        boolean damage = e instanceof IOException
                || e instanceof AvroRuntimeException
                || e instanceof IllegalArgumentException
                // A length beyond what Avro reads.
                || e instanceof UnsupportedOperationException
                || e instanceof IndexOutOfBoundsException;
        if (!damage) {
            return (RuntimeException) e;
        }
        return new Failure(FailureType.DAMAGED, "The Avro file is damaged or none: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            blocks.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets a failure to read be told from damage in what was read. */
    private static final class SourceStream extends FilterInputStream {
        SourceStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() {
            try {
                return super.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
