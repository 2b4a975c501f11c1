package dev.tablekeeper.stores.google.liar.bigquery;

import static dev.tablekeeper.stores.google.liar.bigquery.TableRef.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whether an INSERT's values may go into its columns, which GoogleSQL is strict about and DuckDB is not. */
record InsertTypes(List<JsonNode> columns) {
    private static final Set<String> WIDENING = Set.of(
            "INTEGER>NUMERIC",
            "INTEGER>BIGNUMERIC",
            "INTEGER>FLOAT",
            "NUMERIC>BIGNUMERIC",
            "NUMERIC>FLOAT",
            "BIGNUMERIC>FLOAT");

    /** The query, with casts where GoogleSQL makes them by itself. */
    String checked(ArrayNode given, String query) {
        if (given.size() != columns.size()) {
            throw new ApiFailure(
                    "invalidQuery",
                    "Inserted row has wrong column count; Has " + given.size() + ", expected " + columns.size());
        }
        for (int i = 0; i < given.size(); i++) {
            check(i, given.get(i), columns.get(i), query);
        }
        if (IntStream.range(0, given.size()).noneMatch(i -> widened(i, given))) {
            return query;
        }
        String names = IntStream.range(0, given.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        return IntStream.range(0, given.size())
                        .mapToObj(i -> widened(i, given) ? "bq_bignumeric(c" + i + ")" : "c" + i)
                        .collect(Collectors.joining(", ", "SELECT ", " FROM (" + query + ") AS "))
                + quoted("inserted") + "(" + names + ")";
    }

    private boolean widened(int i, ArrayNode given) {
        return FieldType.type(columns.get(i)).equals("BIGNUMERIC")
                && !FieldType.type(given.get(i)).equals("BIGNUMERIC")
                && !FieldType.repeated(columns.get(i));
    }

    private static void check(int i, JsonNode given, JsonNode column, String query) {
        if (!fits(given, column)) {
            throw new ApiFailure(
                    "invalidQuery",
                    "Query column " + (i + 1) + " has type " + spelled(given) + " which cannot be inserted into column "
                            + column.get("name").asText() + ", which has type " + spelled(column) + " (played as: "
                            + query + ")");
        }
    }

    private static boolean fits(JsonNode given, JsonNode column) {
        if (given.path("untyped").asBoolean()) {
            return true;
        }
        String from = FieldType.type(given);
        String to = FieldType.type(column);
        if (FieldType.repeated(given) != FieldType.repeated(column)) {
            return false;
        }
        if (!from.equals("RECORD") || !to.equals("RECORD")) {
            return from.equals(to) || (!FieldType.repeated(given) && WIDENING.contains(from + ">" + to));
        }
        JsonNode inner = given.get("fields");
        JsonNode wanted = column.get("fields");
        return inner.size() == wanted.size()
                && IntStream.range(0, inner.size())
                        .allMatch(i -> inner.get(i)
                                        .get("name")
                                        .asText()
                                        .equalsIgnoreCase(
                                                wanted.get(i).get("name").asText())
                                && fits(inner.get(i), wanted.get(i)));
    }

    private static String spelled(JsonNode field) {
        String one = FieldType.type(field).equals("RECORD")
                ? Json.each(field.get("fields"))
                        .map(inner -> inner.get("name").asText() + " " + spelled(inner))
                        .collect(Collectors.joining(", ", "STRUCT<", ">"))
                : FieldType.type(field);
        return FieldType.repeated(field) ? "ARRAY<" + one + ">" : one;
    }
}
