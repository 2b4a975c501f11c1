package dev.tablekeeper.stores.embedded.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values as a {@link dev.tablekeeper.stores.ResultTable} shows them. */
final class PresentedValue {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .toFormatter();
    private static final DateTimeFormatter DATETIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(TIME)
            .toFormatter();

    private PresentedValue() {}

    /** A value of a column, from what {@link ColumnSql#load} gave for it. */
    static Object of(Column column, Object loaded) {
        if (loaded == null) {
            return null;
        }
        if (!column.nested()) {
            return scalar(column, loaded);
        }
        try {
            return nested(column, Json.MAPPER.readValue((String) loaded, Object.class));
        } catch (JsonProcessingException e) {
            throw new StoreFailure(FailureType.INTERNAL, "the column " + column.name() + " cannot be read as JSON");
        }
    }

    private static Object nested(Column column, Object json) {
        if (json == null || column.mode() != Column.Mode.REPEATED) {
            return one(column, json);
        }
        List<Object> elements = new ArrayList<>();
        ((List<?>) json).forEach(element -> elements.add(one(column, element)));
        return elements;
    }

    private static Object one(Column column, Object json) {
        if (json == null) {
            return null;
        }
        if (column.type() != ColumnType.STRUCT) {
            return scalar(column, json);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Column field : column.fields()) {
            fields.put(field.name(), nested(field, ((Map<?, ?>) json).get(field.name())));
        }
        return fields;
    }

    private static Object scalar(Column column, Object value) {
        return switch (column.type()) {
            case INT64 -> ((Number) value).longValue();
            case FLOAT64 -> value instanceof String text ? number(text) : value;
            case NUMERIC, BIGNUMERIC -> value instanceof String text ? new BigDecimal(text) : value;
            case DATE -> text(LocalDate.ofEpochDay(((Number) value).longValue()));
            case TIME -> text(LocalTime.ofNanoOfDay(((Number) value).longValue() * NANOS_PER_MICRO));
            case DATETIME -> text(LocalDateTime.ofInstant(instant(value), ZoneOffset.UTC));
            case TIMESTAMP -> text(instant(value).atOffset(ZoneOffset.UTC));
            // DuckDB breaks no base64 text into lines.
            default -> value;
        };
    }

    /** A FLOAT64 from the text that DuckDB makes of it. */
    static double number(String text) {
        return switch (text) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static Instant instant(Object micros) {
        return Instant.EPOCH.plus(((Number) micros).longValue(), ChronoUnit.MICROS);
    }

    static String text(LocalDate date) {
        return date.toString();
    }

    static String text(LocalTime time) {
        return TIME.format(time);
    }

    static String text(LocalDateTime time) {
        return DATETIME.format(time);
    }

    static String text(OffsetDateTime time) {
        return text(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()) + "Z";
    }
}
