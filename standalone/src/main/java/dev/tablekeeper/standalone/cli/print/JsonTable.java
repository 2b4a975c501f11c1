package dev.tablekeeper.standalone.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** JSON objects as a table: the fields in the order in which they come. */
public final class JsonTable {
    private JsonTable() {}

    /** @param rows an array of objects */
    public static TextTable of(JsonNode rows) {
        Set<String> head = new LinkedHashSet<>();
        rows.forEach(row -> row.fieldNames().forEachRemaining(head::add));
        TextTable table = new TextTable(List.copyOf(head));
        rows.forEach(row -> {
            List<String> cells = new ArrayList<>();
            head.forEach(field -> cells.add(cell(row.path(field))));
            table.row(cells);
        });
        return table;
    }

    private static String cell(JsonNode value) {
        if (value.isNull()) {
            return "NULL";
        }
        if (value.isBigDecimal()) {
            return value.decimalValue().toPlainString();
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }
}
