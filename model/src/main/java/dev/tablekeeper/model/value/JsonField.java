package dev.tablekeeper.model.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.NearestName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the JSON of one column, nested or not, strictly: a value of another JSON type is a fault, and numbers are read
 * from their own digits. Not thread-safe.
 */
interface JsonField {

    /**
     * Reads the value that begins at the parser's token, and leaves the parser at its last.
     *
     * @param source the bytes that the parser reads
     * @param origin the index in {@code source} of the parser's first byte
     * @param path what the faults call it: {@code address.city}
     * @return the value, which is null for NULL; means nothing where a fault was added
     */
    Object read(JsonParser json, byte[] source, int origin, String path, Faults faults) throws IOException;

    /** The reader for a column with its mode. */
    static JsonField of(Column column) {
        JsonField one = column.type() == ColumnType.STRUCT ? new Struct(column) : new Scalar(column);
        return column.mode() == Column.Mode.REPEATED ? new Repeated(one) : one;
    }

    /** What is said where a REQUIRED column has no value. */
    static void missing(String path, Faults faults) {
        faults.add(path, RejectCode.MISSING_VALUE, "there is no value, and the column needs one");
    }

    /** What a token is called, for people. */
    static String nameOf(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> "a number";
        };
    }

    /** One value of a plain type. */
    final class Scalar implements JsonField {
        private final Column column;
        private final ValueParser parser;
        private final RowBatch scratch;

        Scalar(Column column) {
            Column plain = new Column(
                    column.name(),
                    column.type(),
                    column.required() ? Column.Mode.REQUIRED : Column.Mode.NULLABLE,
                    column.description(),
                    column.aliases(),
                    column.precision(),
                    column.scale(),
                    column.maxLength(),
                    List.of());
            this.column = plain;
            parser = ValueParser.of(plain);
            scratch = new RowBatch(List.of(plain), 1);
        }

        @Override
        public Object read(JsonParser json, byte[] source, int origin, String path, Faults faults) throws IOException {
            read(json, source, origin, path, faults, scratch.column(0), 0);
            return faults.none() ? object(scratch.column(0)) : null;
        }

        /** The same, straight into a vector. */
        void read(JsonParser json, byte[] source, int origin, String path, Faults faults, ColumnVector out, int row)
                throws IOException {
            JsonToken token = json.currentToken();
            if (token == JsonToken.VALUE_NULL) {
                if (column.required()) {
                    missing(path, faults);
                }
                out.setNull(row);
                return;
            }
            int start = origin + (int) json.currentTokenLocation().getByteOffset();
            Optional<byte[]> text = text(json, source, origin, start, path, faults);
            if (text.isPresent()) {
                byte[] bytes = text.get();
                if (!parser.parse(bytes, 0, bytes.length, out, row)) {
                    Fault fault = parser.explain(bytes, 0, bytes.length);
                    faults.add(path, fault.code(), fault.reason());
                }
            }
        }

        private Optional<byte[]> text(JsonParser json, byte[] source, int origin, int start, String path, Faults faults)
                throws IOException {
            JsonToken token = json.currentToken();
            if (!takes(token)) {
                json.skipChildren();
                faults.add(path, RejectCode.WRONG_TYPE, "is " + nameOf(token) + "; wanted is " + wanted());
                return Optional.empty();
            }
            if (token == JsonToken.VALUE_STRING) {
                String text = json.getText();
                if (JsonText.halfSurrogate(text)) {
                    faults.add(
                            path,
                            RejectCode.BAD_ENCODING,
                            "the text holds half a surrogate pair (\\ud800 to \\udfff alone), which is no character");
                    return Optional.empty();
                }
                return Optional.of(text.getBytes(UTF_8));
            }
            if (token.isStructStart()) {
                json.skipChildren();
            } else if (token.isNumeric()) {
                // Reads it to its end.
                json.getTextLength();
            }
            int end = origin + (int) json.currentLocation().getByteOffset();
            return Optional.of(java.util.Arrays.copyOfRange(source, start, end));
        }

        private boolean takes(JsonToken token) {
            return switch (column.type()) {
                case INT64, NUMERIC, BIGNUMERIC -> token.isNumeric() || token == JsonToken.VALUE_STRING;
                case FLOAT64 -> token.isNumeric();
                case BOOL -> token.isBoolean();
                case JSON -> true;
                default -> token == JsonToken.VALUE_STRING;
            };
        }

        private String wanted() {
            return switch (column.type()) {
                case INT64, NUMERIC, BIGNUMERIC -> "a number, or a text with one";
                case FLOAT64 -> "a number";
                case BOOL -> "true or false";
                case BYTES -> "a text in base64";
                case DATE, TIME, DATETIME, TIMESTAMP -> "a text with a " + column.type();
                default -> "a text";
            };
        }

        private Object object(ColumnVector vector) {
            if (vector.isNull(0)) {
                return null;
            }
            return switch (column.type()) {
                case INT64, DATE, TIME, DATETIME, TIMESTAMP -> vector.getLong(0);
                case BOOL -> vector.getLong(0) != 0;
                case FLOAT64 -> vector.getDouble(0);
                case BYTES -> vector.getBytes(0);
                case STRING, JSON, GEOGRAPHY -> new String(vector.getBytes(0), UTF_8);
                case NUMERIC, BIGNUMERIC, STRUCT -> vector.getObject(0);
            };
        }
    }

    /** A record of named fields. */
    final class Struct implements JsonField {
        private final boolean required;
        private final Map<String, JsonField> fields = new LinkedHashMap<>();
        private final Map<String, Column> columns = new LinkedHashMap<>();

        Struct(Column column) {
            required = column.required();
            for (Column field : column.fields()) {
                fields.put(field.name(), JsonField.of(field));
                columns.put(field.name(), field);
            }
        }

        @Override
        public Object read(JsonParser json, byte[] source, int origin, String path, Faults faults) throws IOException {
            JsonToken token = json.currentToken();
            if (token == JsonToken.VALUE_NULL && !required) {
                return null;
            }
            if (token == JsonToken.VALUE_NULL) {
                missing(path, faults);
                return null;
            }
            if (token != JsonToken.START_OBJECT) {
                json.skipChildren();
                faults.add(path, RejectCode.WRONG_TYPE, "is " + nameOf(token) + "; wanted is an object");
                return null;
            }
            Map<String, Object> values = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                JsonField field = fields.get(name);
                if (field == null || values.containsKey(name)) {
                    json.skipChildren();
                    odd(path, name, fields.keySet(), faults);
                } else {
                    values.put(name, field.read(json, source, origin, path + "." + name, faults));
                }
            }
            columns.forEach((name, column) -> absent(values, name, column, path, faults));
            return values;
        }

        private static void absent(Map<String, Object> values, String name, Column column, String path, Faults faults) {
            if (!values.containsKey(name)) {
                if (column.required()) {
                    missing(path + "." + name, faults);
                }
                values.put(name, column.mode() == Column.Mode.REPEATED ? List.of() : null);
            }
        }
    }

    /** A list, in which nothing is null. */
    final class Repeated implements JsonField {
        private final JsonField element;

        Repeated(JsonField element) {
            this.element = element;
        }

        @Override
        public Object read(JsonParser json, byte[] source, int origin, String path, Faults faults) throws IOException {
            JsonToken token = json.currentToken();
            List<Object> values = new ArrayList<>();
            if (token == JsonToken.VALUE_NULL) {
                return values;
            }
            if (token != JsonToken.START_ARRAY) {
                json.skipChildren();
                faults.add(path, RejectCode.WRONG_TYPE, "is " + nameOf(token) + "; wanted is a list");
                return values;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                String each = path + "[" + values.size() + "]";
                if (json.currentToken() == JsonToken.VALUE_NULL) {
                    faults.add(each, RejectCode.MISSING_VALUE, "is null, which no list may hold");
                }
                values.add(element.read(json, source, origin, each, faults));
            }
            return values;
        }
    }

    /** Says what is wrong with a field that is unknown, or there for the second time. */
    static void odd(String path, String name, java.util.Collection<String> known, Faults faults) {
        String shown = Quoted.shortened(name);
        String where = path.isEmpty() ? shown : path + "." + shown;
        if (known.contains(name)) {
            faults.add(where, RejectCode.DUPLICATE_FIELD, "the field is given twice; give it once");
        } else {
            faults.add(
                    where,
                    RejectCode.UNKNOWN_FIELD,
                    "there is no such column"
                            + NearestName.of(name, known)
                                    .map(near -> "; did you mean '" + near + "'?")
                                    .orElseGet(() -> "; there are " + String.join(", ", known)));
        }
    }
}
