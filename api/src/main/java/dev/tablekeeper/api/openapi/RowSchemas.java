package dev.tablekeeper.api.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.DecimalRange;
import java.util.List;

/**
 * JSON Schemas of a table's rows: as they are read, every column there; or as they are inserted, where a number may be a
 * string too and what may be null may be left out.
 */
enum RowSchemas {
    READ,
    INSERTED;

    private static final String WHOLE_NUMBER = "^[+-]?[0-9]+$";
    private static final String NUMBER = "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$";
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?";
    private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

    /** A row of these columns; also a STRUCT of these fields. */
    ObjectNode row(List<Column> columns) {
        ObjectNode schema = typed("object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (Column column : columns) {
            properties.set(column.name(), column(column));
            if (this == READ || column.required()) {
                required.add(column.name());
            }
        }
        if (this == INSERTED) {
            schema.put("additionalProperties", false);
        }
        return schema;
    }

    /** A row for an example: texts are what the column says of itself. */
    static ObjectNode example(List<Column> columns) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        for (Column column : columns) {
            JsonNode value = value(column);
            row.set(
                    column.name(),
                    column.mode() == Column.Mode.REPEATED ? row.arrayNode().add(value) : value);
        }
        return row;
    }

    private static JsonNode value(Column column) {
        return switch (column.type()) {
            case INT64, NUMERIC, BIGNUMERIC -> IntNode.valueOf(1);
            case FLOAT64 -> DoubleNode.valueOf(0.5);
            case BOOL -> BooleanNode.TRUE;
            case STRING -> TextNode.valueOf(text(column));
            case BYTES -> TextNode.valueOf("AA==");
            case DATE -> TextNode.valueOf("2021-07-27");
            case TIME -> TextNode.valueOf("16:02:08");
            case DATETIME -> TextNode.valueOf("2021-07-27T16:02:08");
            case TIMESTAMP -> TextNode.valueOf("2021-07-27T16:02:08Z");
            case JSON -> TextNode.valueOf("{}");
            case GEOGRAPHY -> TextNode.valueOf("POINT(0 0)");
            case STRUCT -> example(column.fields());
        };
    }

    private static String text(Column column) {
        String text = column.description().isEmpty() ? column.name() : column.description();
        return text.substring(0, Math.min(text.length(), column.maxLength().orElse(Integer.MAX_VALUE)));
    }

    private ObjectNode column(Column column) {
        ObjectNode one = one(column);
        if (column.mode() == Column.Mode.REPEATED) {
            ObjectNode list = typed("array", "null");
            list.set("items", one);
            one = list;
        } else if (!column.required() && one.has("type")) {
            one.withArray("type").add("null");
        }
        if (one.has("type") && one.get("type").size() == 1) {
            one.put("type", one.get("type").get(0).asText());
        }
        if (!column.description().isEmpty()) {
            one.put("description", column.description());
        }
        return one;
    }

    private ObjectNode one(Column column) {
        return switch (column.type()) {
            case INT64 ->
                number("integer", "int64", WHOLE_NUMBER)
                        .put("minimum", Long.MIN_VALUE)
                        .put("maximum", Long.MAX_VALUE);
            // What was put there by others may be no finite number, which JSON has no number for.
            case FLOAT64 ->
                this == READ
                        ? typed("number", "string").put("format", "double").put("pattern", "^(NaN|-?Infinity)$")
                        : typed("number").put("format", "double");
            case NUMERIC, BIGNUMERIC -> {
                DecimalRange range = DecimalRange.of(column);
                yield number("number", "decimal", NUMBER)
                        .put("minimum", range.lowest())
                        .put("maximum", range.highest());
            }
            case BOOL -> typed("boolean");
            case STRING -> limited(typed("string"), column);
            case BYTES -> typed("string").put("contentEncoding", "base64");
            case DATE -> typed("string").put("format", "date");
            case TIME -> typed("string").put("pattern", "^" + TIME + "$");
            case DATETIME -> typed("string").put("pattern", "^" + DATE + "T" + TIME + "$");
            case TIMESTAMP -> typed("string").put("format", "date-time");
            case JSON ->
                this == READ
                        ? typed("string").put("contentMediaType", "application/json")
                        : Json.MAPPER.createObjectNode();
            case GEOGRAPHY -> typed("string");
            case STRUCT -> row(column.fields());
        };
    }

    private ObjectNode number(String type, String format, String pattern) {
        return this == READ
                ? typed(type).put("format", format)
                : typed(type, "string").put("format", format).put("pattern", pattern);
    }

    private static ObjectNode limited(ObjectNode schema, Column column) {
        column.maxLength().ifPresent(most -> schema.put("maxLength", most));
        return schema;
    }

    /** With a list of types, to which one more can be added. */
    private static ObjectNode typed(String... types) {
        ObjectNode schema = Json.MAPPER.createObjectNode();
        ArrayNode list = schema.putArray("type");
        List.of(types).forEach(list::add);
        return schema;
    }
}
