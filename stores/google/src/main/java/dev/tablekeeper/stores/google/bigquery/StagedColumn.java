package dev.tablekeeper.stores.google.bigquery;

import static dev.tablekeeper.stores.google.bigquery.Dataset.quoted;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import java.util.stream.Collectors;

/** What a load of Avro makes of a column, made into what the column is: loads leave some types as text. */
final class StagedColumn {
    private StagedColumn() {}

    /** @param from what the value is in the SQL around it */
    static String sql(Column column, String from) {
        return sql(column, from, 0);
    }

    private static String sql(Column column, String from, int depth) {
        if (!isText(column)) {
            return from;
        }
        if (column.mode() == Column.Mode.REPEATED) {
            Column one = column.withMode(Column.Mode.REQUIRED);
            String element = "e" + depth;
            String offset = "o" + depth;
            return "ARRAY(SELECT " + sql(one, element, depth + 1) + " FROM UNNEST(" + from + ") AS " + element
                    + " WITH OFFSET AS " + offset + " ORDER BY " + offset + ")";
        }
        return switch (column.type()) {
            case DATETIME -> "CAST(" + from + " AS DATETIME)";
            case JSON -> "PARSE_JSON(" + from + ", wide_number_mode => 'round')";
            case GEOGRAPHY -> "ST_GEOGFROMTEXT(" + from + ")";
            case STRUCT -> "IF(" + from + " IS NULL, NULL, STRUCT(" + fields(column, from, depth) + "))";
            default -> from;
        };
    }

    private static String fields(Column struct, String from, int depth) {
        return struct.fields().stream()
                .map(field -> sql(field, from + "." + quoted(field.name()), depth) + " AS " + quoted(field.name()))
                .collect(Collectors.joining(", "));
    }

    private static boolean isText(Column column) {
        return column.type() == ColumnType.DATETIME
                || column.type() == ColumnType.JSON
                || column.type() == ColumnType.GEOGRAPHY
                || column.fields().stream().anyMatch(StagedColumn::isText);
    }
}
