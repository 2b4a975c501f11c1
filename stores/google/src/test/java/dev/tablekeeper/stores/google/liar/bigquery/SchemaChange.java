package dev.tablekeeper.stores.google.liar.bigquery;

import static dev.tablekeeper.stores.google.liar.bigquery.TableRef.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a new schema may do to a table: add columns at the end that are not REQUIRED, relax REQUIRED. */
record SchemaChange(TableRef ref, String name) {

    List<String> sql(ArrayNode before, ArrayNode after) {
        List<String> changes = new ArrayList<>();
        for (JsonNode old : before) {
            JsonNode now = named(after, old).orElseThrow(() -> refused(old, "is missing in new schema"));
            if (!FieldType.duck(old).equals(FieldType.duck(now))) {
                throw refused(old, "has changed type from " + FieldType.type(old) + " to " + FieldType.type(now));
            }
            if (!FieldType.required(old) && FieldType.required(now)) {
                throw refused(old, "has changed mode from NULLABLE to REQUIRED");
            }
            if (FieldType.required(old) && !FieldType.required(now)) {
                changes.add(alter() + "ALTER COLUMN " + column(old) + " DROP NOT NULL");
            }
        }
        for (JsonNode now : after) {
            if (named(before, now).isEmpty()) {
                if (FieldType.required(now)) {
                    throw ApiFailure.invalid("Provided Schema does not match Table " + name
                            + ". Cannot add required fields to an existing schema. (field: "
                            + now.get("name").asText() + ")");
                }
                changes.add(alter() + "ADD COLUMN " + column(now) + " " + FieldType.duck(now));
            }
        }
        return changes;
    }

    /** Fails unless rows of the one schema can be appended to the other. */
    void same(ArrayNode there, ArrayNode given) {
        for (JsonNode field : given) {
            JsonNode old = named(there, field)
                    .orElseThrow(() -> ApiFailure.invalid("Provided Schema does not match Table " + name
                            + ". Cannot add fields (field: " + field.get("name").asText() + ")"));
            if (!FieldType.duck(old).equals(FieldType.duck(field))) {
                throw refused(old, "has changed type from " + FieldType.type(old) + " to " + FieldType.type(field));
            }
        }
    }

    private String alter() {
        return "ALTER TABLE " + ref.sql() + " ";
    }

    private static String column(JsonNode field) {
        return quoted(field.get("name").asText());
    }

    private static Optional<JsonNode> named(ArrayNode fields, JsonNode other) {
        return Json.each(fields)
                .filter(field -> field.get("name")
                        .asText()
                        .equalsIgnoreCase(other.get("name").asText()))
                .findFirst();
    }

    private ApiFailure refused(JsonNode field, String what) {
        return ApiFailure.invalid("Provided Schema does not match Table " + name + ". Field "
                + field.get("name").asText() + " " + what);
    }
}
