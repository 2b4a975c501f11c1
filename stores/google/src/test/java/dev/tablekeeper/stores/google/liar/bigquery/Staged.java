package dev.tablekeeper.stores.google.liar.bigquery;

import static dev.tablekeeper.stores.google.liar.bigquery.TableRef.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBAppender;

/** Rows on their way into DuckDB: a table of texts, and the SELECT that makes values of them. */
record Staged(ArrayNode fields) {
    private static final String TABLE = "temp.main.staged";

    /** Where rows are put, each a text for each field. */
    DuckDBAppender open(Session session) throws SQLException {
        String columns = IntStream.range(0, fields.size())
                .mapToObj(i -> "c" + i + " VARCHAR")
                .collect(Collectors.joining(", "));
        session.execute("CREATE OR REPLACE TEMP TABLE staged (" + columns + ")");
        return session.appender("staged");
    }

    String select() {
        return IntStream.range(0, fields.size())
                .mapToObj(i -> column(fields.get(i), "c" + i) + " AS "
                        + quoted(fields.get(i).get("name").asText()))
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + TABLE));
    }

    private static String column(JsonNode field, String e) {
        if (!FieldType.nested(field)) {
            return leaf(field, e);
        }
        return nested(
                field,
                "from_json(" + e + ", " + SqlExpressions.literal(shape(field).toString()) + ")",
                0);
    }

    private static String nested(JsonNode field, String e, int depth) {
        if (FieldType.repeated(field)) {
            String element = "e" + depth;
            return "coalesce(list_transform(" + e + ", lambda " + element + ": " + one(field, element, depth + 1)
                    + "), [])";
        }
        return one(field, e, depth);
    }

    private static String one(JsonNode field, String e, int depth) {
        if (!FieldType.type(field).equals("RECORD")) {
            return leaf(field, e);
        }
        return Json.each(field.get("fields"))
                .map(inner -> {
                    String name = quoted(inner.get("name").asText());
                    return name + " := " + nested(inner, e + "." + name, depth);
                })
                .collect(Collectors.joining(", ", "CASE WHEN " + e + " IS NULL THEN NULL ELSE struct_pack(", ") END"));
    }

    private static String leaf(JsonNode field, String e) {
        return switch (FieldType.type(field)) {
            case "BYTES" -> "from_base64(" + e + ")";
            case "DATE" -> "(DATE '1970-01-01' + CAST(" + e + " AS INTEGER))";
            case "TIME" -> "(TIME '00:00:00' + to_microseconds(CAST(" + e + " AS BIGINT)))";
            case "TIMESTAMP" -> "make_timestamptz(CAST(" + e + " AS BIGINT))";
            case "BIGNUMERIC" -> "bq_bignumeric(" + e + ")";
            case "GEOGRAPHY" -> "bq_geography(" + e + ")";
            case "JSON" -> "bq_parse_json(" + e + ")";
            default -> "CAST(" + e + " AS " + FieldType.one(field) + ")";
        };
    }

    /** The form of a nested field's JSON, as from_json wants it: all its leaves are texts. */
    private static JsonNode shape(JsonNode field) {
        JsonNode one = Json.array().add("VARCHAR").get(0);
        if (FieldType.type(field).equals("RECORD")) {
            ObjectNode members = Json.object();
            field.get("fields").forEach(inner -> members.set(inner.get("name").asText(), shape(inner)));
            one = members;
        }
        return FieldType.repeated(field) ? Json.array().add(one) : one;
    }
}
