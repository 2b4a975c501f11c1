package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which column type holds all that a column of a type of DuckDB's can hold, read from the type's spelling. Some types
 * have none: maps, unions, intervals, lists of lists.
 */
final class StoredType {
    private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),(\\d+)\\)");
    private static final Pattern LIST = Pattern.compile("(.*)\\[\\d*]", Pattern.DOTALL);
    private static final int DIGITS_OF_UBIGINT = 20;

    private StoredType() {}

    /** The column that a stored one is, as far as there is one. */
    static Optional<Column> column(StoredColumn stored) {
        return column(stored.name(), stored.type(), stored.nullable() ? Mode.NULLABLE : Mode.REQUIRED, true);
    }

    private static Optional<Column> column(String name, String type, Mode mode, boolean outermost) {
        Matcher list = LIST.matcher(type);
        if (list.matches()) {
            String element = list.group(1);
            return LIST.matcher(element).matches() ? Optional.empty() : column(name, element, Mode.REPEATED, false);
        }
        if (type.startsWith("STRUCT(")) {
            return struct(name, type.substring("STRUCT(".length(), type.length() - 1), mode);
        }
        Matcher decimal = DECIMAL.matcher(type);
        if (decimal.matches()) {
            return Optional.of(
                    numeric(name, mode, Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2))));
        }
        if (type.startsWith("ENUM(")) {
            return Optional.of(Column.of(name, ColumnType.STRING, mode));
        }
        return switch (type) {
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" ->
                Optional.of(Column.of(name, ColumnType.INT64, mode));
            case "UBIGINT" -> Optional.of(numeric(name, mode, DIGITS_OF_UBIGINT, 0));
            case "HUGEINT", "UHUGEINT" -> Optional.of(Column.of(name, ColumnType.BIGNUMERIC, mode));
            case "FLOAT", "DOUBLE" -> Optional.of(Column.of(name, ColumnType.FLOAT64, mode));
            case "BOOLEAN" -> Optional.of(Column.of(name, ColumnType.BOOL, mode));
            case "VARCHAR", "UUID" -> Optional.of(Column.of(name, ColumnType.STRING, mode));
            case "JSON" -> Optional.of(Column.of(name, ColumnType.JSON, mode));
            case "BLOB" -> Optional.of(Column.of(name, ColumnType.BYTES, mode));
            case "DATE" -> Optional.of(Column.of(name, ColumnType.DATE, mode));
            case "TIME" -> Optional.of(Column.of(name, ColumnType.TIME, mode));
            case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS" -> Optional.of(Column.of(name, ColumnType.DATETIME, mode));
            // Finer than a DATETIME: each value has to be looked at, which only a plain column allows.
            case "TIMESTAMP_NS" ->
                outermost ? Optional.of(Column.of(name, ColumnType.DATETIME, mode)) : Optional.empty();
            case "TIMESTAMP WITH TIME ZONE" -> Optional.of(Column.of(name, ColumnType.TIMESTAMP, mode));
            default -> Optional.empty();
        };
    }

    private static Column numeric(String name, Mode mode, int precision, int scale) {
        return new Column(
                name,
                ColumnType.NUMERIC,
                mode,
                "",
                List.of(),
                OptionalInt.of(precision),
                OptionalInt.of(scale),
                OptionalInt.empty(),
                List.of());
    }

    private static Optional<Column> struct(String name, String inner, Mode mode) {
        List<Column> fields = new ArrayList<>();
        for (String field : parts(inner)) {
            int end = nameEnd(field);
            Optional<Column> column = end < 0
                    ? Optional.empty()
                    : column(unquoted(field.substring(0, end)), field.substring(end + 1), Mode.NULLABLE, false);
            if (column.isEmpty()) {
                return Optional.empty();
            }
            fields.add(column.get());
        }
        return Optional.of(new Column(
                name,
                ColumnType.STRUCT,
                mode,
                "",
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                fields));
    }

    /** What commas part, outside of quotes and parentheses. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = closing(text, i);
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    /** Where a quote that opens at {@code at} closes; one that is doubled within does not. */
    static int closing(String text, int at) {
        char quote = text.charAt(at);
        int i = at + 1;
        while (i < text.length()
                && (text.charAt(i) != quote || (i + 1 < text.length() && text.charAt(i + 1) == quote))) {
            i += text.charAt(i) == quote ? 2 : 1;
        }
        return i;
    }

    /** Where the space after a field's name is; -1 where a type stands without one. */
    private static int nameEnd(String field) {
        int end = field.startsWith("\"") ? closing(field, 0) + 1 : field.indexOf(' ');
        return end < field.length() ? end : -1;
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
