package dev.tablekeeper.stores.google.liar.bigquery;

import static dev.tablekeeper.stores.google.liar.bigquery.TableRef.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows that were read, all of them.
 *
 * @param fields the schema
 * @param rows a text for each column, JSON of texts where it is nested; times in microseconds
 */
record ResultRows(ArrayNode fields, List<String[]> rows) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

    static ResultRows none() {
        return new ResultRows(Json.array(), List.of());
    }

    /** What a SELECT gives, in its order: it goes through a table of its own, as it does in BigQuery. */
    static ResultRows select(Session session, String sql) throws SQLException {
        session.execute("CREATE OR REPLACE TEMP TABLE result AS " + sql);
        ArrayNode fields = described(session, "temp.main.result");
        List<String> names = Json.each(fields)
                .map(field -> quoted(field.get("name").asText()))
                .toList();
        ArrayNode named = Json.array();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).get("name").asText();
            ObjectNode field = fields.get(i).deepCopy();
            field.remove("untyped");
            named.add(field.put("name", NAME.matcher(name).matches() ? name : "f" + i + "_"));
        }
        List<String[]> rows =
                session.rows("SELECT " + crossing(fields, names) + " FROM temp.main.result ORDER BY rowid");
        session.execute("DROP TABLE temp.main.result");
        return new ResultRows(named, rows);
    }

    /** Rows of a table, in the order in which they were stored. */
    static ResultRows table(Session session, String table, ArrayNode fields, long from, long count)
            throws SQLException {
        List<String> names = Json.each(fields)
                .map(field -> quoted(field.get("name").asText()))
                .toList();
        return new ResultRows(
                fields,
                session.rows("SELECT " + crossing(fields, names) + " FROM " + table + " ORDER BY rowid LIMIT " + count
                        + " OFFSET " + from));
    }

    /** The fields of a table, a view or a query in DuckDB. */
    static ArrayNode described(Session session, String what) throws SQLException {
        ArrayNode fields = Json.array();
        for (String[] column : session.rows("DESCRIBE " + what)) {
            fields.add(DuckType.field(column[0], column[1]));
        }
        return fields;
    }

    private static String crossing(ArrayNode fields, List<String> names) {
        return IntStream.range(0, fields.size())
                .mapToObj(i -> crossing(fields.get(i), names.get(i)))
                .collect(Collectors.joining(", "));
    }

    private static String crossing(JsonNode field, String e) {
        return FieldType.nested(field) ? "CAST(to_json(" + nested(field, e, 0) + ") AS VARCHAR)" : leaf(field, e);
    }

    private static String nested(JsonNode field, String e, int depth) {
        if (FieldType.repeated(field)) {
            String element = "e" + depth;
            // A NULL array is an empty one as soon as it is a result.
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
            case "STRING" -> e;
            case "BYTES" -> "base64(" + e + ")";
            case "TIME", "DATETIME", "TIMESTAMP" -> "CAST(epoch_us(" + e + ") AS VARCHAR)";
            case "BIGNUMERIC" -> e + "." + FieldType.BIGNUMERIC;
            case "GEOGRAPHY" -> e + "." + FieldType.GEOGRAPHY;
            default -> "CAST(" + e + " AS VARCHAR)";
        };
    }
}
