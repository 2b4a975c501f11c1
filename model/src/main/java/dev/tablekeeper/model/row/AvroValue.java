package dev.tablekeeper.model.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.DecimalRange;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Encoder;

/** One value of a column as an object, in the forms that the package describes; its NULL is null. */
interface AvroValue {

    void write(Object value, Encoder out) throws IOException;

    Object read(BlockDecoder in) throws IOException;

    /** The codec for a column with its mode: a list, an optional value or a required one. */
    static AvroValue of(Column column) {
        return switch (column.mode()) {
            case REQUIRED -> required(column);
            case NULLABLE -> new Optional(required(column));
            case REPEATED -> new Repeated(column.name(), required(column));
        };
    }

    private static AvroValue required(Column column) {
        return switch (column.type()) {
            case INT64, TIME, TIMESTAMP -> new Plain((v, out) -> out.writeLong((Long) v), BlockDecoder::readLong);
            case FLOAT64 -> new Plain((v, out) -> out.writeDouble((Double) v), BlockDecoder::readDouble);
            case BOOL -> new Plain((v, out) -> out.writeBoolean((Boolean) v), BlockDecoder::readBoolean);
            case DATE -> new Plain((v, out) -> out.writeInt(Math.toIntExact((Long) v)), in -> (long) in.readInt());
            case STRING, JSON, GEOGRAPHY ->
                new Plain(
                        (v, out) -> out.writeBytes(((String) v).getBytes(UTF_8)),
                        in -> new String(in.readBytes(), UTF_8));
            case BYTES -> new Plain((v, out) -> out.writeBytes((byte[]) v), BlockDecoder::readBytes);
            case DATETIME ->
                new Plain(
                        (v, out) -> out.writeBytes(DatetimeText.of((Long) v)),
                        in -> DatetimeText.micros(in.readBytes()));
            case NUMERIC, BIGNUMERIC -> {
                int scale = DecimalRange.of(column).scale();
                yield new Plain((v, out) -> writeDecimal((BigDecimal) v, scale, out), in -> readDecimal(in, scale));
            }
            case STRUCT -> new Struct(column.fields());
        };
    }

    /** Fails, as {@link ArithmeticException}, rather than round. */
    static void writeDecimal(BigDecimal value, int scale, Encoder out) throws IOException {
        out.writeBytes(value.setScale(scale).unscaledValue().toByteArray());
    }

    static BigDecimal readDecimal(BlockDecoder in, int scale) throws IOException {
        return new BigDecimal(new BigInteger(in.readBytes()), scale);
    }

    /** A value that is there. */
    record Plain(Writing writing, Reading reading) implements AvroValue {
        interface Writing {
            void write(Object value, Encoder out) throws IOException;
        }

        interface Reading {
            Object read(BlockDecoder in) throws IOException;
        }

        @Override
        public void write(Object value, Encoder out) throws IOException {
            writing.write(value, out);
        }

        @Override
        public Object read(BlockDecoder in) throws IOException {
            return reading.read(in);
        }
    }

    /** A value or null. */
    record Optional(AvroValue value) implements AvroValue {
        @Override
        public void write(Object object, Encoder out) throws IOException {
            out.writeIndex(object == null ? 0 : 1);
            if (object != null) {
                value.write(object, out);
            }
        }

        @Override
        public Object read(BlockDecoder in) throws IOException {
            return present(in) ? value.read(in) : null;
        }
    }

    /** Whether a value follows in a union with null. */
    static boolean present(BlockDecoder in) throws IOException {
        int branch = in.readInt();
        if (branch != 0 && branch != 1) {
            throw new IOException("a union of two has no branch " + branch);
        }
        return branch == 1;
    }

    /** A list, in which no element is null; null is written as the empty list, as BigQuery does. */
    record Repeated(String name, AvroValue element) implements AvroValue {
        @Override
        public void write(Object object, Encoder out) throws IOException {
            List<?> list = object == null ? List.of() : (List<?>) object;
            out.writeArrayStart();
            out.setItemCount(list.size());
            for (Object each : list) {
                if (each == null) {
                    throw new IllegalArgumentException("a list of " + name + " has a NULL in it, which no list may");
                }
                out.startItem();
                element.write(each, out);
            }
            out.writeArrayEnd();
        }

        @Override
        public Object read(BlockDecoder in) throws IOException {
            List<Object> list = new ArrayList<>();
            for (long count = in.readElementCount(); count != 0; count = in.readElementCount()) {
                for (long i = 0; i < count; i++) {
                    list.add(element.read(in));
                }
            }
            return Collections.unmodifiableList(list);
        }
    }

    /** A map from each field's name to its value. */
    final class Struct implements AvroValue {
        private final Map<String, AvroValue> fields = new LinkedHashMap<>();
        private final List<String> required;

        Struct(List<Column> columns) {
            columns.forEach(column -> fields.put(column.name(), AvroValue.of(column)));
            required =
                    columns.stream().filter(Column::required).map(Column::name).toList();
        }

        @Override
        public void write(Object object, Encoder out) throws IOException {
            Map<?, ?> map = (Map<?, ?>) object;
            if (!fields.keySet().containsAll(map.keySet())) {
                throw new IllegalArgumentException("a STRUCT of " + fields.keySet() + " cannot hold " + map.keySet());
            }
            for (String name : required) {
                if (map.get(name) == null) {
                    throw new IllegalArgumentException("the field " + name + " of a STRUCT is REQUIRED and NULL");
                }
            }
            for (Map.Entry<String, AvroValue> field : fields.entrySet()) {
                field.getValue().write(map.get(field.getKey()), out);
            }
        }

        @Override
        public Object read(BlockDecoder in) throws IOException {
            Map<String, Object> map = new LinkedHashMap<>();
            for (Map.Entry<String, AvroValue> field : fields.entrySet()) {
                map.put(field.getKey(), field.getValue().read(in));
            }
            return Collections.unmodifiableMap(map);
        }
    }
}
