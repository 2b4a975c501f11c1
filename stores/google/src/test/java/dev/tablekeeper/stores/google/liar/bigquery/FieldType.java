package dev.tablekeeper.stores.google.liar.bigquery;

import static dev.tablekeeper.stores.google.liar.bigquery.TableRef.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a field of a schema is stored as in DuckDB. BIGNUMERIC and GEOGRAPHY, which DuckDB lacks, are texts in structs of one
 * member, so that their types are known wherever they go and nothing else turns into them by chance.
 */
final class FieldType {
    static final String BIGNUMERIC = "__bignumeric";
    static final String GEOGRAPHY = "__geography";

    private FieldType() {}

    /** With the names of types that BigQuery answers with, and a mode. */
    static ArrayNode normal(JsonNode fields) {
        ArrayNode normal = Json.array();
        for (JsonNode field : fields) {
            ObjectNode copy = field.deepCopy();
            copy.put("type", legacy(field.path("type").asText()));
            copy.put("mode", Json.text(field, "mode").orElse("NULLABLE"));
            if (field.has("fields")) {
                copy.set("fields", normal(field.get("fields")));
            }
            normal.add(copy);
        }
        return normal;
    }

    private static String legacy(String type) {
        String upper = type.toUpperCase(Locale.ROOT);
        return switch (upper) {
            case "INT64" -> "INTEGER";
            case "FLOAT64" -> "FLOAT";
            case "BOOL" -> "BOOLEAN";
            case "STRUCT" -> "RECORD";
            default -> upper;
        };
    }

    static String type(JsonNode field) {
        return field.path("type").asText();
    }

    static boolean repeated(JsonNode field) {
        return field.path("mode").asText().equals("REPEATED");
    }

    static boolean required(JsonNode field) {
        return field.path("mode").asText().equals("REQUIRED");
    }

    static boolean nested(JsonNode field) {
        return repeated(field) || type(field).equals("RECORD");
    }

    static String duck(JsonNode field) {
        String one = one(field);
        return repeated(field) ? one + "[]" : one;
    }

    /** The columns of a table, with NOT NULL where that is required. */
    static String columns(ArrayNode fields) {
        return Json.each(fields)
                .map(field ->
                        quoted(field.get("name").asText()) + " " + duck(field) + (required(field) ? " NOT NULL" : ""))
                .collect(Collectors.joining(", "));
    }

    /** A field's type without regard to its being repeated. */
    static String one(JsonNode field) {
        return switch (type(field)) {
            case "INTEGER" -> "BIGINT";
            case "FLOAT" -> "DOUBLE";
            case "NUMERIC" -> decimal(field);
            case "BIGNUMERIC" -> "STRUCT(" + BIGNUMERIC + " VARCHAR)";
            case "GEOGRAPHY" -> "STRUCT(" + GEOGRAPHY + " VARCHAR)";
            case "BOOLEAN" -> "BOOLEAN";
            case "STRING" -> "VARCHAR";
            case "BYTES" -> "BLOB";
            case "DATE" -> "DATE";
            case "TIME" -> "TIME";
            case "DATETIME" -> "TIMESTAMP";
            case "TIMESTAMP" -> "TIMESTAMP WITH TIME ZONE";
            case "JSON" -> "JSON";
            // Only that there are such columns is played.
            case "INTERVAL", "RANGE" -> "VARCHAR";
            case "RECORD" ->
                Json.each(field.path("fields"))
                        .map(inner -> quoted(inner.get("name").asText()) + " " + duck(inner))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
            default -> throw ApiFailure.invalid("Invalid value for type: " + type(field) + " is not a valid value");
        };
    }

    private static String decimal(JsonNode field) {
        if (!field.has("precision")) {
            return "DECIMAL(38,9)";
        }
        return "DECIMAL(" + field.get("precision").asInt() + ","
                + field.path("scale").asInt() + ")";
    }
}
