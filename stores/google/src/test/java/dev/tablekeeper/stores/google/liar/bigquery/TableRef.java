package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The name of a table within the liar's project. */
record TableRef(String dataset, String table) {

    static TableRef of(JsonNode reference) {
        return new TableRef(
                reference.path("datasetId").asText(), reference.path("tableId").asText());
    }

    ObjectNode json(String project) {
        return Json.object().put("projectId", project).put("datasetId", dataset).put("tableId", table);
    }

    /** As BigQuery's messages and ids spell it. */
    String in(String project) {
        return project + ":" + dataset + "." + table;
    }

    /** In DuckDB. */
    String sql() {
        return quoted(dataset) + "." + quoted(table);
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
