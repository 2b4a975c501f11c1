package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.FieldValue;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.StandardSQLTypeName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as BigQuery hands them out, in the types of a {@link dev.tablekeeper.stores.ResultTable}. */
final class ResultRows {
    private static final DateTimeFormatter INSTANT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private ResultRows() {}

    static List<String> columns(FieldList fields) {
        return fields.stream().map(Field::getName).toList();
    }

    static List<Object> row(FieldList fields, FieldValueList row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            values.add(value(fields.get(i), row.get(i)));
        }
        return Collections.unmodifiableList(values);
    }

    static Object value(Field field, FieldValue value) {
        if (field.getMode() == Field.Mode.REPEATED) {
            return value.isNull()
                    ? List.of()
                    : value.getRepeatedValue().stream()
                            .map(one -> one(field, one))
                            .toList();
        }
        return one(field, value);
    }

    private static Object one(Field field, FieldValue value) {
        if (value.isNull()) {
            return null;
        }
        StandardSQLTypeName type = field.getType().getStandardType();
        return switch (type) {
            case INT64 -> value.getLongValue();
            case FLOAT64 -> value.getDoubleValue();
            case NUMERIC, BIGNUMERIC -> value.getNumericValue();
            case BOOL -> value.getBooleanValue();
            case TIMESTAMP -> INSTANT.format(Instant.EPOCH.plus(value.getTimestampValue(), ChronoUnit.MICROS));
            case TIME, DATETIME -> withoutZeros(value.getStringValue());
            case STRUCT -> struct(field.getSubFields(), value.getRecordValue());
            default -> value.getStringValue();
        };
    }

    private static Map<String, Object> struct(FieldList fields, FieldValueList values) {
        Map<String, Object> struct = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            struct.put(fields.get(i).getName(), value(fields.get(i), values.get(i)));
        }
        return struct;
    }

    private static String withoutZeros(String time) {
        return time.indexOf('.') < 0 ? time : time.replaceAll("\\.?0+$", "");
    }
}
