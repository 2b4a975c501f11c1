package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** Single values, to and from Avro's binary encoding. */
final class AvroValues {
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    private AvroValues() {}

    /** The value of a column at a row of a batch, as its schema says. */
    static void write(Encoder out, Column column, ColumnVector from, int row) throws IOException {
        if (column.mode() == Column.Mode.NULLABLE) {
            out.writeIndex(from.isNull(row) ? 0 : 1);
            if (from.isNull(row)) {
                out.writeNull();
                return;
            }
        }
        switch (from.form()) {
            case LONG -> writeLong(out, column, from.getLong(row));
            case DOUBLE -> out.writeDouble(from.getDouble(row));
            case BYTES -> out.writeBytes(from.getBytes(row));
            case OBJECT -> {
                if (column.mode() == Column.Mode.REPEATED) {
                    writeList(out, column, from.isNull(row) ? List.of() : (List<?>) from.getObject(row));
                } else {
                    writeObject(out, column, from.getObject(row));
                }
            }
        }
    }

    static void read(Decoder in, Column column, ColumnVector to, int row) throws IOException {
        if (column.mode() == Column.Mode.NULLABLE && in.readIndex() == 0) {
            in.readNull();
            to.setNull(row);
            return;
        }
        switch (to.form()) {
            case LONG -> to.setLong(row, readLong(in, column));
            case DOUBLE -> to.setDouble(row, in.readDouble());
            case BYTES -> to.setBytes(row, readBytes(in));
            case OBJECT ->
                to.setObject(
                        row, column.mode() == Column.Mode.REPEATED ? readList(in, column) : readObject(in, column));
        }
    }

    private static void writeLong(Encoder out, Column column, long value) throws IOException {
        switch (column.type()) {
            case BOOL -> out.writeBoolean(value != 0);
            case DATE -> out.writeInt((int) value);
            case DATETIME ->
                out.writeString(EPOCH.plus(value, ChronoUnit.MICROS).toString());
            default -> out.writeLong(value);
        }
    }

    private static long readLong(Decoder in, Column column) throws IOException {
        return switch (column.type()) {
            case BOOL -> in.readBoolean() ? 1 : 0;
            case DATE -> in.readInt();
            case DATETIME -> ChronoUnit.MICROS.between(EPOCH, LocalDateTime.parse(in.readString()));
            default -> in.readLong();
        };
    }

    private static byte[] readBytes(Decoder in) throws IOException {
        var buffer = in.readBytes(null);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void writeAny(Encoder out, Column column, Object value) throws IOException {
        switch (column.mode()) {
            case REPEATED -> writeList(out, column, value == null ? List.of() : (List<?>) value);
            case REQUIRED -> writeObject(out, column, value);
            case NULLABLE -> {
                out.writeIndex(value == null ? 0 : 1);
                if (value == null) {
                    out.writeNull();
                } else {
                    writeObject(out, column, value);
                }
            }
        }
    }

    private static Object readAny(Decoder in, Column column) throws IOException {
        if (column.mode() == Column.Mode.REPEATED) {
            return readList(in, column);
        }
        if (column.mode() == Column.Mode.NULLABLE && in.readIndex() == 0) {
            in.readNull();
            return null;
        }
        return readObject(in, column);
    }

    private static void writeList(Encoder out, Column column, List<?> values) throws IOException {
        out.writeArrayStart();
        out.setItemCount(values.size());
        for (Object value : values) {
            out.startItem();
            writeObject(out, column, value);
        }
        out.writeArrayEnd();
    }

    private static List<Object> readList(Decoder in, Column column) throws IOException {
        List<Object> values = new ArrayList<>();
        for (long n = in.readArrayStart(); n != 0; n = in.arrayNext()) {
            for (long i = 0; i < n; i++) {
                values.add(readObject(in, column));
            }
        }
        return values;
    }

    private static void writeObject(Encoder out, Column column, Object value) throws IOException {
        switch (column.type()) {
            case STRUCT -> {
                Map<?, ?> fields = (Map<?, ?>) value;
                for (Column field : column.fields()) {
                    writeAny(out, field, fields.get(field.name()));
                }
            }
            case NUMERIC, BIGNUMERIC ->
                out.writeBytes(((BigDecimal) value)
                        .setScale(AvroSchemas.scale(column))
                        .unscaledValue()
                        .toByteArray());
            case FLOAT64 -> out.writeDouble((Double) value);
            case BOOL -> out.writeBoolean((Boolean) value);
            case BYTES -> out.writeBytes((byte[]) value);
            case STRING, JSON, GEOGRAPHY -> out.writeBytes(((String) value).getBytes(StandardCharsets.UTF_8));
            default -> writeLong(out, column, (Long) value);
        }
    }

    private static Object readObject(Decoder in, Column column) throws IOException {
        return switch (column.type()) {
            case STRUCT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                for (Column field : column.fields()) {
                    fields.put(field.name(), readAny(in, field));
                }
                yield fields;
            }
            case NUMERIC, BIGNUMERIC -> new BigDecimal(new BigInteger(readBytes(in)), AvroSchemas.scale(column));
            case FLOAT64 -> in.readDouble();
            case BOOL -> in.readBoolean();
            case BYTES -> readBytes(in);
            case STRING, JSON, GEOGRAPHY -> in.readString();
            default -> readLong(in, column);
        };
    }
}
