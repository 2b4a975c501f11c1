package dev.tablekeeper.stores;

import java.util.Collections;
import java.util.List;

/**
 * The small result of a query, in the types of JSON: Long, Double, BigDecimal, Boolean, String, List, Map, or null.
 * Times are ISO 8601 texts (an instant ends in {@code Z}), bytes base64.
 */
public record ResultTable(List<String> columns, List<List<Object>> rows) {

    public ResultTable {
        columns = List.copyOf(columns);
        rows = Collections.unmodifiableList(rows);
    }
}
