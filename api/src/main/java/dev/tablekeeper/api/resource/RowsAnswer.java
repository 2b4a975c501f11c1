package dev.tablekeeper.api.resource;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.stores.ResultTable;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A small result as JSON rows or as CSV. */
final class RowsAnswer {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private RowsAnswer() {}

    /** Each row as an object, its fields in the columns' order, a missing value as null. */
    static List<Map<String, Object>> json(ResultTable table) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                fields.put(table.columns().get(i), row.get(i));
            }
            rows.add(fields);
        }
        return rows;
    }

    static void csv(Context ctx, ResultTable table) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
            printer.printRecord(table.columns());
            for (List<Object> row : table.rows()) {
                printer.printRecord(row.stream().map(RowsAnswer::field).toArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ctx.contentType("text/csv; charset=utf-8").result(text.toString());
    }

    private static Object field(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof List || value instanceof Map ? Json.write(value) : value;
    }
}
