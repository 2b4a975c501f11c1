package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The schema that a load job with logical types makes of an Avro file's. */
final class AvroFields {
    private final List<String> decimals;

    /** @param decimals decimalTargetTypes: the first that a number fits is taken */
    AvroFields(List<String> decimals) {
        this.decimals = decimals;
    }

    ArrayNode of(Schema record) {
        ArrayNode fields = Json.array();
        for (Schema.Field field : record.getFields()) {
            fields.add(field(field.name(), field.schema(), "REQUIRED"));
        }
        return fields;
    }

    private ObjectNode field(String name, Schema schema, String mode) {
        switch (schema.getType()) {
            case UNION -> {
                if (schema.getTypes().size() != 2 || !schema.isNullable()) {
                    throw ApiFailure.notPlayed("the Avro type " + schema);
                }
                return field(name, other(schema), "NULLABLE");
            }
            case ARRAY -> {
                return field(name, schema.getElementType(), "REPEATED");
            }
            case RECORD -> {
                ObjectNode field =
                        Json.object().put("name", name).put("type", "RECORD").put("mode", mode);
                field.set("fields", of(schema));
                return field;
            }
            default -> {
                return Json.object()
                        .put("name", name)
                        .put("type", scalar(schema))
                        .put("mode", mode);
            }
        }
    }

    /** What a union has beside null. */
    static Schema other(Schema union) {
        return union.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    private String scalar(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return decimal(decimal.getPrecision(), decimal.getScale());
        }
        String logical = schema.getProp("logicalType");
        return switch (schema.getType() + (logical == null ? "" : ":" + logical)) {
            case "LONG", "INT" -> "INTEGER";
            case "DOUBLE", "FLOAT" -> "FLOAT";
            case "BOOLEAN" -> "BOOLEAN";
            case "BYTES" -> "BYTES";
            case "INT:date" -> "DATE";
            case "LONG:time-micros" -> "TIME";
            case "LONG:timestamp-micros" -> "TIMESTAMP";
            // A text whose logical type is "datetime" stays a text.
            case "STRING", "STRING:datetime" -> "STRING";
            default -> throw ApiFailure.notPlayed("the Avro type " + schema);
        };
    }

    private String decimal(int precision, int scale) {
        int whole = precision - scale;
        for (String type : decimals) {
            if ((type.equals("NUMERIC") && whole <= 29 && scale <= 9)
                    || (type.equals("BIGNUMERIC") && whole <= 39 && scale <= 38)) {
                return type;
            }
        }
        throw ApiFailure.invalid("The decimal(" + precision + "," + scale + ") fits none of " + decimals);
    }
}
