package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.inMain;
import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ResultTable;
import dev.tablekeeper.stores.StoreFailure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBStruct;

/** Small results: a look at a table, the rows of a view. */
final class ResultReader {
    private static final Pattern ORDER = Pattern.compile("(\\w+)(?:\\s+(asc|desc))?", Pattern.CASE_INSENSITIVE);

    private ResultReader() {}

    static ResultTable sample(Connection connection, TableDefinition table, int limit) throws SQLException {
        String columns = table.columns().stream()
                .map(column -> ColumnSql.load(column, quoted(column.name())))
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT " + columns + " FROM " + inMain(table.name()) + " LIMIT " + Math.max(0, limit))) {
            List<List<Object>> rows = new ArrayList<>();
            while (found.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 0; i < table.columns().size(); i++) {
                    row.add(PresentedValue.of(table.columns().get(i), found.getObject(i + 1)));
                }
                rows.add(row);
            }
            return new ResultTable(table.columns().stream().map(Column::name).toList(), rows);
        }
    }

    static ResultTable view(Connection connection, ViewDefinition view, OptionalInt year) throws SQLException {
        String sql = "SELECT * FROM " + inMain(view.name())
                + (year.isPresent() ? " WHERE " + quoted("year") + " = ?" : "") + orderBy(view);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (year.isPresent()) {
                statement.setInt(1, year.getAsInt());
            }
            try (ResultSet found = statement.executeQuery()) {
                return read(found);
            }
        }
    }

    private static String orderBy(ViewDefinition view) {
        if (view.orderBy().isEmpty()) {
            return "";
        }
        return view.orderBy().stream()
                .map(term -> orderTerm(view, term))
                .collect(Collectors.joining(", ", " ORDER BY ", ""));
    }

    private static String orderTerm(ViewDefinition view, String term) {
        Matcher matcher = ORDER.matcher(term.strip());
        if (!matcher.matches()) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "the view " + view.name() + " is ordered by \"" + term
                            + "\"; write a column's name, then ASC or DESC if need be");
        }
        return quoted(matcher.group(1)) + (matcher.group(2) == null ? "" : " " + matcher.group(2));
    }

    private static ResultTable read(ResultSet found) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
            columns.add(found.getMetaData().getColumnLabel(i));
        }
        List<List<Object>> rows = new ArrayList<>();
        while (found.next()) {
            List<Object> row = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                row.add(
                        // As a java.sql.Timestamp it would pass through the machine's time zone.
                        found.getMetaData().getColumnTypeName(i).equals("TIMESTAMP")
                                ? present(found.getObject(i, LocalDateTime.class))
                                : present(found.getObject(i)));
            }
            rows.add(row);
        }
        return new ResultTable(columns, rows);
    }

    private static Object present(Object value) throws SQLException {
        if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger integer) {
            // DuckDB's sum of INT64 is wider than the INT64 that BigQuery's is.
            return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : new BigDecimal(integer);
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof LocalDate date) {
            return PresentedValue.text(date);
        }
        if (value instanceof LocalTime time) {
            return PresentedValue.text(time);
        }
        if (value instanceof LocalDateTime time) {
            return PresentedValue.text(time);
        }
        if (value instanceof Timestamp time) {
            return PresentedValue.text(time.toLocalDateTime());
        }
        if (value instanceof OffsetDateTime time) {
            return PresentedValue.text(time);
        }
        if (value instanceof Blob blob) {
            return Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length()));
        }
        if (value instanceof Array array) {
            List<Object> elements = new ArrayList<>();
            for (Object element : (Object[]) array.getArray()) {
                elements.add(present(element));
            }
            return elements;
        }
        if (value instanceof DuckDBStruct struct) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (Map.Entry<String, Object> field : struct.getMap().entrySet()) {
                fields.put(field.getKey(), present(field.getValue()));
            }
            return fields;
        }
        return value == null
                        || value instanceof Long
                        || value instanceof Double
                        || value instanceof Boolean
                        || value instanceof BigDecimal
                ? value
                : value.toString();
    }
}
