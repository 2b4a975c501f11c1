package dev.tablekeeper.stores.google.liar.bigquery;

import java.util.List;
import java.util.Locale;

/** Names of types in casts and before literals. */
final class SqlTypes {
    private SqlTypes() {}

    static boolean known(String type) {
        return List.of("DATE", "TIME", "DATETIME", "TIMESTAMP", "NUMERIC", "BIGNUMERIC", "JSON")
                .contains(type.toUpperCase(Locale.ROOT));
    }

    static String literal(String type, String text) {
        return type.equals("JSON") ? "bq_parse_json(" + text + ")" : cast("CAST", text, type, "");
    }

    /** @param arguments the type's own, in parentheses, or nothing */
    static String cast(String cast, String e, String type, String arguments) {
        String upper = type.toUpperCase(Locale.ROOT);
        if (!arguments.isEmpty() && !upper.equals("NUMERIC")) {
            throw ApiFailure.notPlayed("a cast to " + type + arguments);
        }
        return switch (upper) {
            case "STRING" -> "bq_string(" + e + ")";
            case "BIGNUMERIC" -> "bq_bignumeric(" + e + ")";
            default -> cast + "(" + e + " AS " + duck(upper, arguments) + ")";
        };
    }

    private static String duck(String type, String arguments) {
        return switch (type) {
            case "INT64", "INTEGER" -> "BIGINT";
            case "FLOAT64" -> "DOUBLE";
            case "BOOL", "BOOLEAN" -> "BOOLEAN";
            case "NUMERIC" -> "DECIMAL" + (arguments.isEmpty() ? "(38,9)" : arguments);
            case "DATE", "TIME" -> type;
            case "DATETIME" -> "TIMESTAMP";
            case "TIMESTAMP" -> "TIMESTAMPTZ";
            default -> throw ApiFailure.notPlayed("a cast to " + type);
        };
    }
}
