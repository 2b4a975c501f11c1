package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.DecimalRange;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.avro.io.Encoder;

/** Carries one column's values between its vector and Avro, without an object for each where the form allows. */
final class AvroColumn {
    private final Column column;
    private final boolean required;
    /** Nested values say themselves whether they are there. */
    private final boolean optional;

    private final Writing writing;
    private final Reading reading;

    private AvroColumn(Column column, Writing writing, Reading reading) {
        this.column = column;
        required = column.required();
        optional = column.mode() == Column.Mode.NULLABLE && !column.nested();
        this.writing = writing;
        this.reading = reading;
    }

    private interface Writing {
        void write(ColumnVector from, int row, Encoder out) throws IOException;
    }

    private interface Reading {
        void read(BlockDecoder in, ColumnVector to, int row) throws IOException;
    }

    static AvroColumn of(Column column) {
        if (column.nested()) {
            return nested(column);
        }
        return switch (column.type()) {
            case INT64, TIME, TIMESTAMP ->
                new AvroColumn(
                        column,
                        (from, row, out) -> out.writeLong(from.getLong(row)),
                        (in, to, row) -> to.setLong(row, in.readLong()));
            case DATE ->
                new AvroColumn(
                        column,
                        (from, row, out) -> out.writeInt(Math.toIntExact(from.getLong(row))),
                        (in, to, row) -> to.setLong(row, in.readInt()));
            case BOOL ->
                new AvroColumn(
                        column,
                        (from, row, out) -> out.writeBoolean(from.getLong(row) != 0),
                        (in, to, row) -> to.setLong(row, in.readBoolean() ? 1 : 0));
            case DATETIME ->
                new AvroColumn(
                        column,
                        (from, row, out) -> out.writeBytes(DatetimeText.of(from.getLong(row))),
                        (in, to, row) -> to.setLong(row, DatetimeText.micros(in.readBytes())));
            case FLOAT64 ->
                new AvroColumn(
                        column,
                        (from, row, out) -> out.writeDouble(from.getDouble(row)),
                        (in, to, row) -> to.setDouble(row, in.readDouble()));
            case STRING, BYTES, JSON, GEOGRAPHY ->
                new AvroColumn(
                        column,
                        (from, row, out) -> out.writeBytes(from.getBytes(row)),
                        (in, to, row) -> to.setBytes(row, in.readBytes()));
            case NUMERIC, BIGNUMERIC -> decimal(column, DecimalRange.of(column).scale());
            case STRUCT -> throw new IllegalArgumentException("a STRUCT is nested");
        };
    }

    private static AvroColumn decimal(Column column, int scale) {
        return new AvroColumn(
                column,
                (from, row, out) -> AvroValue.writeDecimal((BigDecimal) from.getObject(row), scale, out),
                (in, to, row) -> to.setObject(row, AvroValue.readDecimal(in, scale)));
    }

    private static AvroColumn nested(Column column) {
        AvroValue value = AvroValue.of(column);
        return new AvroColumn(
                column,
                (from, row, out) -> value.write(from.isNull(row) ? null : from.getObject(row), out),
                (in, to, row) -> {
                    Object object = value.read(in);
                    if (object == null) {
                        to.setNull(row);
                    } else {
                        to.setObject(row, object);
                    }
                });
    }

    void write(ColumnVector from, int row, Encoder out) throws IOException {
        boolean isNull = from.isNull(row);
        if (isNull && required) {
            throw new IllegalArgumentException("the column " + column.name() + " is REQUIRED and NULL in row " + row);
        }
        if (optional) {
            out.writeIndex(isNull ? 0 : 1);
            if (isNull) {
                return;
            }
        }
        writing.write(from, row, out);
    }

    void read(BlockDecoder in, ColumnVector to, int row) throws IOException {
        if (optional && !AvroValue.present(in)) {
            to.setNull(row);
            return;
        }
        reading.read(in, to, row);
    }
}
