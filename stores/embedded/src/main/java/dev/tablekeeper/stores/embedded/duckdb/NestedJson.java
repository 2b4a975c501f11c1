package dev.tablekeeper.stores.embedded.duckdb;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Writes the values of a STRUCT or REPEATED column as the JSON text that {@link ColumnSql#store} reads. */
final class NestedJson {
    private NestedJson() {}

    static byte[] write(Column column, Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
            writeAny(json, column, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void writeAny(JsonGenerator json, Column column, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (column.mode() == Column.Mode.REPEATED) {
            json.writeStartArray();
            for (Object element : (List<?>) value) {
                writeOne(json, column, element);
            }
            json.writeEndArray();
        } else {
            writeOne(json, column, value);
        }
    }

    private static void writeOne(JsonGenerator json, Column column, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (column.type() == ColumnType.STRUCT) {
            Map<?, ?> record = (Map<?, ?>) value;
            json.writeStartObject();
            for (Column field : column.fields()) {
                json.writeFieldName(field.name());
                writeAny(json, field, record.get(field.name()));
            }
            json.writeEndObject();
        } else {
            writeScalar(json, column, value);
        }
    }

    private static void writeScalar(JsonGenerator json, Column column, Object value) throws IOException {
        switch (column.type()) {
            case INT64, DATE, TIME, DATETIME, TIMESTAMP -> json.writeNumber((Long) value);
            case BOOL -> json.writeBoolean((Boolean) value);
            case BYTES -> json.writeBinary((byte[]) value);
            case FLOAT64 -> json.writeString(Double.toString((Double) value));
            case NUMERIC -> json.writeString(((BigDecimal) value).toPlainString());
            case BIGNUMERIC -> json.writeString(canonical((BigDecimal) value));
            default -> json.writeString((String) value);
        }
    }

    /** The one text of a number, so that equal numbers are equal texts. */
    static String canonical(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
