package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;

/** Rows as an Avro file, in BigQuery's mapping of an extract with logical types. */
record AvroFile(Schema schema, ArrayNode fields) {

    static AvroFile of(ArrayNode fields) {
        return new AvroFile(record("Root", "", fields), fields);
    }

    byte[] write(List<String[]> rows, String compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataFileWriter<Object> file = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            file.setCodec(CodecFactory.fromString(compression.equals("NONE") ? "null" : "deflate"));
            file.create(schema, bytes);
            for (String[] row : rows) {
                GenericData.Record record = new GenericData.Record(schema);
                for (int i = 0; i < row.length; i++) {
                    JsonNode field = fields.get(i);
                    Schema type = schema.getFields().get(i).schema();
                    record.put(
                            i,
                            FieldType.nested(field) && row[i] != null
                                    ? nested(field, type, Json.parse(row[i]))
                                    : leaf(field, row[i]));
                }
                file.append(record);
            }
        }
        return bytes.toByteArray();
    }

    private static Schema record(String name, String space, JsonNode fields) {
        List<Schema.Field> made = new ArrayList<>();
        String inner = space.isEmpty() ? "root" : space + "." + name.toLowerCase(Locale.ROOT);
        for (JsonNode field : fields) {
            Schema one = FieldType.type(field).equals("RECORD")
                    ? record(field.get("name").asText(), inner, field.get("fields"))
                    : scalar(field);
            Schema schema = FieldType.repeated(field)
                    ? Schema.createArray(one)
                    : FieldType.required(field) ? one : Schema.createUnion(Schema.create(Schema.Type.NULL), one);
            made.add(new Schema.Field(field.get("name").asText(), schema));
        }
        return Schema.createRecord(name, null, space.isEmpty() ? null : space, false, made);
    }

    private static Schema scalar(JsonNode field) {
        return switch (FieldType.type(field)) {
            case "INTEGER" -> Schema.create(Schema.Type.LONG);
            case "FLOAT" -> Schema.create(Schema.Type.DOUBLE);
            case "BOOLEAN" -> Schema.create(Schema.Type.BOOLEAN);
            case "BYTES" -> Schema.create(Schema.Type.BYTES);
            case "NUMERIC", "BIGNUMERIC" ->
                LogicalTypes.decimal(precision(field), scale(field)).addToSchema(Schema.create(Schema.Type.BYTES));
            case "DATE" -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
            case "TIME" -> LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case "TIMESTAMP" -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case "DATETIME" -> new LogicalType("datetime").addToSchema(Schema.create(Schema.Type.STRING));
            case "JSON", "GEOGRAPHY" -> {
                Schema text = Schema.create(Schema.Type.STRING);
                text.addProp("sqlType", FieldType.type(field));
                yield text;
            }
            default -> Schema.create(Schema.Type.STRING);
        };
    }

    private static int precision(JsonNode field) {
        return field.path("precision").asInt(FieldType.type(field).equals("NUMERIC") ? 38 : 77);
    }

    private static int scale(JsonNode field) {
        return field.has("precision")
                ? field.path("scale").asInt()
                : FieldType.type(field).equals("NUMERIC") ? 9 : 38;
    }

    private static Object nested(JsonNode field, Schema schema, JsonNode value) {
        if (!FieldType.repeated(field)) {
            return one(field, schema, value);
        }
        GenericData.Array<Object> array = new GenericData.Array<>(value.size(), schema);
        value.forEach(element -> array.add(one(field, schema.getElementType(), element)));
        return array;
    }

    private static Object one(JsonNode field, Schema schema, JsonNode value) {
        if (!FieldType.type(field).equals("RECORD") || value.isNull()) {
            return leaf(field, value.isNull() ? null : value.asText());
        }
        Schema type = schema.getType() == Schema.Type.UNION ? AvroFields.other(schema) : schema;
        GenericData.Record record = new GenericData.Record(type);
        for (JsonNode inner : field.get("fields")) {
            String name = inner.get("name").asText();
            record.put(name, nested(inner, type.getField(name).schema(), value.get(name)));
        }
        return record;
    }

    private static Object leaf(JsonNode field, String text) {
        if (text == null) {
            return null;
        }
        return switch (FieldType.type(field)) {
            case "INTEGER", "TIME", "TIMESTAMP" -> Long.valueOf(text);
            case "FLOAT" -> Double.valueOf(text.replace("inf", "Infinity").replace("nan", "NaN"));
            case "BOOLEAN" -> Boolean.valueOf(text);
            case "BYTES" -> ByteBuffer.wrap(Base64.getDecoder().decode(text));
            case "NUMERIC", "BIGNUMERIC" ->
                ByteBuffer.wrap(new BigDecimal(text)
                        .setScale(scale(field))
                        .unscaledValue()
                        .toByteArray());
            case "DATE" -> Math.toIntExact(LocalDate.parse(text).toEpochDay());
            case "DATETIME" -> Wire.dateTime(Long.parseLong(text));
            default -> text;
        };
    }
}
