package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.literal;
import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a column stands in DuckDB: the type it is stored as, and the SQL that turns what crosses into or out of the
 * database into that type and back, exactly. Across go BIGINT, DOUBLE, BOOLEAN, DECIMAL and VARCHAR, since the row
 * function knows no more; nested columns cross as JSON text.
 *
 * <p>DuckDB has no BIGNUMERIC and no GEOGRAPHY: both are stored as canonical text. JSON is stored as the text it is:
 * DuckDB's own type refuses texts that others take, a lone surrogate for one, and would then refuse the whole load.
 */
final class ColumnSql {
    private static final String VARCHAR = "VARCHAR";
    private static final String BIGINT = "BIGINT";
    /** Later than any time that is not infinite. */
    private static final long INFINITE = Long.MAX_VALUE;

    private static final int NUMERIC_PRECISION = 38;
    private static final int NUMERIC_SCALE = 9;

    private ColumnSql() {}

    static int precision(Column column) {
        return column.precision().orElse(NUMERIC_PRECISION);
    }

    static int scale(Column column) {
        return column.scale().orElse(column.precision().isPresent() ? 0 : NUMERIC_SCALE);
    }

    /** The type that a table's column is stored as, in DuckDB's own spelling. */
    static String stored(Column column) {
        String one = column.type() == ColumnType.STRUCT
                ? column.fields().stream()
                        .map(field -> quoted(field.name()) + " " + stored(field))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"))
                : storedScalar(column);
        return repeated(column) ? one + "[]" : one;
    }

    private static String storedScalar(Column column) {
        return switch (column.type()) {
            case INT64 -> BIGINT;
            case FLOAT64 -> "DOUBLE";
            case NUMERIC -> "DECIMAL(" + precision(column) + "," + scale(column) + ")";
            case BOOL -> "BOOLEAN";
            case BYTES -> "BLOB";
            case DATE -> "DATE";
            case TIME -> "TIME";
            case DATETIME -> "TIMESTAMP";
            case TIMESTAMP -> "TIMESTAMP WITH TIME ZONE";
            case STRING, BIGNUMERIC, JSON, GEOGRAPHY -> VARCHAR;
            case STRUCT -> throw new IllegalArgumentException("a STRUCT is no scalar: " + column.name());
        };
    }

    /** The value to store, made from {@code crossing}, a column of the row function. */
    static String store(Column column, String crossing) {
        if (!column.nested()) {
            return storeScalar(column, crossing);
        }
        String parsed = "from_json(" + crossing + ", " + literal(Json.write(shape(column))) + ")";
        String value = storeNested(column, parsed, 0);
        return repeated(column) ? "coalesce(" + value + ", [])" : value;
    }

    /** What crosses out of the database for a stored value: what {@link PresentedValue} and {@link ColumnRead} take. */
    static String load(Column column, String stored) {
        if (!column.nested()) {
            return loadScalar(column, stored);
        }
        String value = repeated(column) ? "coalesce(" + stored + ", [])" : stored;
        return "CAST(to_json(" + loadNested(column, value, 0) + ") AS VARCHAR)";
    }

    private static String storeScalar(Column column, String e) {
        return switch (column.type()) {
            case DATE -> "(DATE '1970-01-01' + CAST(" + e + " AS INTEGER))";
            case TIME -> "(TIME '00:00:00' + to_microseconds(" + e + "))";
            case DATETIME -> "make_timestamp(" + e + ")";
            case TIMESTAMP -> "make_timestamptz(" + e + ")";
            case BYTES -> "from_base64(" + e + ")";
            default -> e;
        };
    }

    private static String loadScalar(Column column, String e) {
        return switch (column.type()) {
            case DATE -> "(" + e + " - DATE '1970-01-01')";
            case TIME -> "epoch_us(" + e + ")";
            // An infinite time has no microseconds, but is not NULL.
            case DATETIME, TIMESTAMP ->
                "coalesce(epoch_us(" + e + "), CASE WHEN " + e + " IS NOT NULL THEN " + INFINITE + " END)";
            case BYTES -> "base64(" + e + ")";
            default -> e;
        };
    }

    private static String storeNested(Column column, String e, int depth) {
        if (repeated(column)) {
            String element = "e" + depth;
            return "list_transform(" + e + ", lambda " + element + ": " + storeOne(column, element, depth + 1) + ")";
        }
        return storeOne(column, e, depth);
    }

    private static String storeOne(Column column, String e, int depth) {
        if (column.type() == ColumnType.STRUCT) {
            return struct(column, e, field -> storeNested(field, e + "." + quoted(field.name()), depth));
        }
        return switch (column.type()) {
            case FLOAT64, NUMERIC -> "CAST(" + e + " AS " + storedScalar(column) + ")";
            default -> storeScalar(column, e);
        };
    }

    private static String loadNested(Column column, String e, int depth) {
        if (repeated(column)) {
            String element = "e" + depth;
            return "list_transform(" + e + ", lambda " + element + ": " + loadOne(column, element, depth + 1) + ")";
        }
        return loadOne(column, e, depth);
    }

    private static String loadOne(Column column, String e, int depth) {
        if (column.type() == ColumnType.STRUCT) {
            return struct(column, e, field -> loadNested(field, e + "." + quoted(field.name()), depth));
        }
        return switch (column.type()) {
            case FLOAT64, NUMERIC -> "CAST(" + e + " AS VARCHAR)";
            default -> loadScalar(column, e);
        };
    }

    private static String struct(Column column, String e, Function<Column, String> field) {
        return column.fields().stream()
                .map(each -> quoted(each.name()) + " := " + field.apply(each))
                .collect(Collectors.joining(", ", "CASE WHEN " + e + " IS NULL THEN NULL ELSE struct_pack(", ") END"));
    }

    /** The shape of a nested column's JSON, as from_json wants it. Numbers that JSON could round go as text. */
    private static Object shape(Column column) {
        Object one = switch (column.type()) {
            case STRUCT -> {
                var fields = new LinkedHashMap<String, Object>();
                column.fields().forEach(field -> fields.put(field.name(), shape(field)));
                yield fields;
            }
            case INT64, DATE, TIME, DATETIME, TIMESTAMP -> BIGINT;
            case BOOL -> "BOOLEAN";
            default -> VARCHAR;
        };
        return repeated(column) ? List.of(one) : one;
    }

    private static boolean repeated(Column column) {
        return column.mode() == Column.Mode.REPEATED;
    }
}
