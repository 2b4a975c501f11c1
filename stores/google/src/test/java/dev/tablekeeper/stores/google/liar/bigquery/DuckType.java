package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Which field of a result a column of DuckDB's is, read from the spelling of its type. */
final class DuckType {
    private DuckType() {}

    static ObjectNode field(String name, String type) {
        if (type.endsWith("[]")) {
            String element = type.substring(0, type.length() - 2);
            if (element.endsWith("[]")) {
                throw ApiFailure.notPlayed("an array of arrays: " + type);
            }
            return field(name, element).put("mode", "REPEATED");
        }
        ObjectNode field = Json.object().put("name", name).put("mode", "NULLABLE");
        if (type.equals("STRUCT(" + FieldType.BIGNUMERIC + " VARCHAR)")) {
            return field.put("type", "BIGNUMERIC");
        }
        if (type.equals("STRUCT(" + FieldType.GEOGRAPHY + " VARCHAR)")) {
            return field.put("type", "GEOGRAPHY");
        }
        if (type.startsWith("STRUCT(")) {
            ArrayNode fields = field.put("type", "RECORD").putArray("fields");
            for (String part : parts(type.substring("STRUCT(".length(), type.length() - 1))) {
                int end = part.startsWith("\"") ? closing(part) + 1 : part.indexOf(' ');
                String inner = part.substring(0, end);
                fields.add(field(
                        inner.startsWith("\"")
                                ? inner.substring(1, inner.length() - 1).replace("\"\"", "\"")
                                : inner,
                        part.substring(end + 1)));
            }
            return field;
        }
        if (type.equals("\"NULL\"")) {
            // A NULL without a type is INT64 as a result, and fits any column.
            return field.put("type", "INTEGER").put("untyped", true);
        }
        return field.put("type", scalar(type));
    }

    private static String scalar(String type) {
        if (type.startsWith("DECIMAL(")) {
            int scale = Integer.parseInt(type.substring(type.indexOf(',') + 1, type.length() - 1));
            if (scale > 9) {
                throw ApiFailure.notPlayed("a number with " + scale + " decimals");
            }
            return "NUMERIC";
        }
        return switch (type) {
            // A sum of INT64 is HUGEINT in DuckDB.
            case "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT" -> "INTEGER";
            case "DOUBLE" -> "FLOAT";
            case "BOOLEAN" -> "BOOLEAN";
            case "VARCHAR" -> "STRING";
            case "BLOB" -> "BYTES";
            case "DATE" -> "DATE";
            case "TIME" -> "TIME";
            case "TIMESTAMP" -> "DATETIME";
            case "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMP";
            case "JSON" -> "JSON";
            default -> throw ApiFailure.notPlayed("a result of DuckDB's type " + type);
        };
    }

    /** What commas part, outside of quotes and parentheses. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')') {
                depth--;
            } else if (!quoted && c == ',' && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    private static int closing(String text) {
        int i = 1;
        while (text.charAt(i) != '"' || (i + 1 < text.length() && text.charAt(i + 1) == '"')) {
            i += text.charAt(i) == '"' ? 2 : 1;
        }
        return i;
    }
}
