package dev.tablekeeper.stores.google.bigquery;

import static dev.tablekeeper.stores.google.bigquery.Dataset.quoted;

import com.google.cloud.bigquery.FieldValueList;
import dev.tablekeeper.model.row.Fingerprint;
import dev.tablekeeper.model.row.FingerprintSum;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.stores.Content;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * GoogleSQL that finds what is in a table, by the rules of docs/backup-format.md: what {@link FingerprintSum} finds in the
 * same rows. Each length is taken of a text that is made once, in a subquery of its own: otherwise the SQL would double with
 * each level of nesting.
 */
final class ContentSql {
    private ContentSql() {}

    /**
     * One query with one row, for {@link #content}.
     *
     * @param from what stands after FROM, without an alias
     */
    static String query(String from, List<Column> columns) {
        // The sum of whole numbers is exact; only Java takes it modulo 2^64, so that BigQuery's MOD need not be
        // understood.
        return "SELECT COUNT(*) AS row_count, IFNULL(CAST(SUM(CAST(" + hash(columns, "r")
                + " AS BIGNUMERIC)) AS STRING), '0') AS hashes FROM " + from + " AS r";
    }

    /** Reads the row of {@link #query}. */
    static Content content(FieldValueList row) {
        // The lowest 64 bits, also of a negative sum: what is left of it modulo 2^64.
        long sum = new BigInteger(row.get("hashes").getStringValue()).longValue();
        return new Content(
                row.get("row_count").getLongValue(),
                new Fingerprint(FingerprintSum.ALGORITHM, HexFormat.of().toHexDigits(sum)));
    }

    /** A row's hash, an INT64. Two rows with one hash need not be the same, those with one {@link #text} are. */
    static String hash(List<Column> columns, String row) {
        return "FARM_FINGERPRINT(" + text(columns, row) + ")";
    }

    /**
     * A row's canonical text: the same for two rows if, and only if, they hold the same in these columns, NULLs included.
     *
     * @param row the alias under which the row is known
     */
    static String text(List<Column> columns, String row) {
        return columns.isEmpty()
                ? "''"
                : columns.stream()
                        .map(column -> part(column, row + "." + quoted(column.name()), 0))
                        .collect(Collectors.joining(", ", "CONCAT(", ")"));
    }

    /** A value with its length before it, or a dash; a list is never NULL. */
    private static String part(Column column, String value, int depth) {
        if (column.mode() == Column.Mode.REPEATED) {
            String element = "e" + depth;
            String offset = "o" + depth;
            String elements = "ARRAY(SELECT " + part(column.withMode(Column.Mode.NULLABLE), element, depth + 1)
                    + " FROM UNNEST(" + value + ") AS " + element + " WITH OFFSET AS " + offset + " ORDER BY " + offset
                    + ")";
            return measured("CONCAT('[', ARRAY_TO_STRING(" + elements + ", ''), ']')");
        }
        return switch (column.type()) {
            case STRING -> measuredTwice(value);
            case INT64, NUMERIC, BIGNUMERIC, BOOL -> measuredTwice("CAST(" + value + " AS STRING)");
            case FLOAT64 -> measuredTwice("FORMAT('%.16e', " + value + ")");
            case BYTES -> measured("TO_HEX(" + value + ")");
            case DATE -> measuredTwice("CAST(UNIX_DATE(" + value + ") AS STRING)");
            case TIME -> measuredTwice("CAST(TIME_DIFF(" + value + ", TIME '00:00:00', MICROSECOND) AS STRING)");
            case DATETIME ->
                measuredTwice(
                        "CAST(DATETIME_DIFF(" + value + ", DATETIME '1970-01-01 00:00:00', MICROSECOND) AS STRING)");
            case TIMESTAMP -> measuredTwice("CAST(UNIX_MICROS(" + value + ") AS STRING)");
            // Of a NULL it would be the text null, as it is of a JSON null.
            case JSON -> measured("IF(" + value + " IS NULL, NULL, TO_JSON_STRING(" + value + "))");
            case GEOGRAPHY -> measured("ST_ASTEXT(" + value + ")");
            case STRUCT ->
                measured("IF(" + value + " IS NULL, NULL, CONCAT('{', " + fields(column, value, depth) + "'}'))");
        };
    }

    private static String fields(Column struct, String value, int depth) {
        return struct.fields().stream()
                .map(field -> part(field, value + "." + quoted(field.name()), depth) + ", ")
                .collect(Collectors.joining());
    }

    /** Of a text that is cheap to make and short to write. */
    private static String measuredTwice(String text) {
        return "IFNULL(CONCAT(CAST(BYTE_LENGTH(" + text + ") AS STRING), ':', " + text + "), '-')";
    }

    private static String measured(String text) {
        return "(SELECT " + measuredTwice("v") + " FROM (SELECT " + text + " AS v))";
    }
}
