package dev.tablekeeper.api.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.ColumnNames;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.model.workflow.RejectLimit;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON Schemas of the load options: type, choices and default as {@link LoadCsv.Input} has them. */
final class LoadOptionSchemas {
    private LoadOptionSchemas() {}

    /**
     * The options in their order, by name.
     *
     * @param descriptions one for each; one too few or too many is an {@link IllegalStateException}
     */
    static Map<String, ObjectNode> all(JsonNode descriptions) {
        LoadCsv.Input plain = Json.MAPPER.convertValue(Map.of("table", "any", "uri", "any"), LoadCsv.Input.class);
        JsonNode defaults = Json.MAPPER.valueToTree(plain);
        Map<String, Class<?>> types = new LinkedHashMap<>();
        for (RecordComponent component : LoadCsv.Input.class.getRecordComponents()) {
            types.put(component.getName(), component.getType());
        }
        Map<String, ObjectNode> schemas = new LinkedHashMap<>();
        for (String option : LoadCsv.Input.OPTIONS) {
            ObjectNode schema = of(option, types.get(option));
            if (!descriptions.path(option).isTextual()) {
                throw new IllegalStateException("openapi.yaml does not describe the load option " + option);
            }
            schema.put("description", descriptions.path(option).asText());
            schema.set("default", defaults.get(option));
            schemas.put(option, schema);
        }
        if (descriptions.size() != schemas.size()) {
            throw new IllegalStateException("openapi.yaml describes other load options than " + schemas.keySet());
        }
        return schemas;
    }

    private static ObjectNode of(String option, Class<?> type) {
        if (type.isEnum()) {
            return OpenApi.oneOf(Arrays.stream(type.getEnumConstants())
                    .map(constant -> Json.MAPPER.convertValue(constant, String.class))
                    .toList());
        }
        ObjectNode schema = Json.MAPPER.createObjectNode();
        if (type == Boolean.class) {
            return schema.put("type", "boolean");
        }
        if (type == RejectLimit.class) {
            schema.putArray("type").add("string").add("integer");
            return schema.put("pattern", "^([0-9]{1,18}|(100|[0-9]{1,2}([.][0-9]{1,6})?)%)$")
                    .put("minimum", 0)
                    .put("maximum", 999_999_999_999_999_999L);
        }
        if (type == ColumnNames.class) {
            schema.putArray("type").add("array").add("string");
            schema.putObject("items").put("type", "string").put("pattern", "[!-~]");
            return schema.put("pattern", "^[^,]*[!-~][^,]*(,[^,]*[!-~][^,]*)*$");
        }
        if (option.equals("delimiter")) {
            schema.put("pattern", "^(auto|tab|\\\\t|[\\t -~])$");
        }
        if (option.equals("quote")) {
            schema.put("pattern", "^[\\t -~]$");
        }
        return schema.put("type", "string");
    }
}
