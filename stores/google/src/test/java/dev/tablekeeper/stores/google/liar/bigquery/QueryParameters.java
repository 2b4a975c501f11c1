package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The values of {@code @name} and {@code ?}, put into the statement as typed literals. */
final class QueryParameters {
    private final Map<String, String> named = new HashMap<>();
    private final List<String> positional = new ArrayList<>();
    private int next;

    /** @param parameters queryParameters of the REST resource */
    QueryParameters(JsonNode parameters) {
        for (JsonNode parameter : parameters) {
            String sql = value(parameter.path("parameterType"), parameter.path("parameterValue"));
            if (parameter.path("name").asText().isEmpty()) {
                positional.add(sql);
            } else {
                named.put(parameter.get("name").asText(), sql);
            }
        }
    }

    static QueryParameters none() {
        return new QueryParameters(Json.array());
    }

    /** @param name empty for the next one by position */
    String sql(String name) {
        if (name.isEmpty()) {
            if (next == positional.size()) {
                throw new ApiFailure("invalidQuery", "Query parameter number " + (next + 1) + " is not defined");
            }
            return positional.get(next++);
        }
        String sql = named.get(name);
        if (sql == null) {
            throw new ApiFailure("invalidQuery", "Query parameter '" + name + "' not found");
        }
        return sql;
    }

    private static String value(JsonNode type, JsonNode value) {
        String name = type.path("type").asText();
        if (name.equals("ARRAY")) {
            return Json.each(value.path("arrayValues"))
                    .map(element -> value(type.path("arrayType"), element))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (!value.hasNonNull("value")) {
            return "CAST(NULL AS " + (name.equals("STRING") ? "VARCHAR" : "BIGINT") + ")";
        }
        String literal = SqlExpressions.literal(value.get("value").asText());
        return name.equals("STRING") ? literal : SqlTypes.cast("CAST", literal, name, "");
    }
}
