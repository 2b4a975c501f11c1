package dev.tablekeeper.stores.embedded.duckdb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.value.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the JSON text that {@link ColumnSql#load} gives for a nested column, into the objects that rows carry. */
final class NestedRead {
    private static final int MOST_DEPTH = 1_000;
    private static final JsonFactory JSON = JsonText.factory(MOST_DEPTH, false);

    private NestedRead() {}

    static Object read(Column column, String json, ValueCheck check) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            return any(parser, column, check);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object any(JsonParser parser, Column column, ValueCheck check) throws IOException {
        boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
        if (column.mode() != Column.Mode.REPEATED) {
            return isNull ? null : one(parser, column, check);
        }
        List<Object> elements = new ArrayList<>();
        if (!isNull) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == JsonToken.VALUE_NULL) {
                    check.nullElement();
                    elements.add(null);
                } else {
                    elements.add(one(parser, column, check));
                }
            }
        }
        return Collections.unmodifiableList(elements);
    }

    private static Object one(JsonParser parser, Column column, ValueCheck check) throws IOException {
        if (column.type() != ColumnType.STRUCT) {
            return scalar(parser, column, check);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Column field : column.fields()) {
            parser.nextToken();
            parser.nextToken();
            fields.put(field.name(), any(parser, field, check));
        }
        parser.nextToken();
        return Collections.unmodifiableMap(fields);
    }

    private static Object scalar(JsonParser parser, Column column, ValueCheck check) throws IOException {
        return switch (column.type()) {
            case INT64 -> parser.getLongValue();
            case DATE, TIME, DATETIME, TIMESTAMP -> check.time(column.type(), parser.getLongValue());
            case BOOL -> parser.getBooleanValue();
            case FLOAT64 -> PresentedValue.number(parser.getText());
            case NUMERIC, BIGNUMERIC -> check.decimal(column, parser.getText());
            case BYTES -> parser.getBinaryValue();
            case STRING, JSON, GEOGRAPHY -> parser.getText();
            case STRUCT -> throw new IllegalArgumentException("a STRUCT is no scalar");
        };
    }
}
