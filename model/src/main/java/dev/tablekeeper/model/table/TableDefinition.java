package dev.tablekeeper.model.table;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One table, as its file under {@code tables/} describes it: the only description there is.
 *
 * @param name {@code [a-z][a-z0-9_]*}, at most 100 characters; it becomes a path and an SQL identifier
 * @param key the columns that name a row; looked at by {@code merge} alone; may be empty
 * @param partitionBy the column that BigQuery partitions by, by day
 * @param clusterBy the columns that BigQuery clusters by
 */
public record TableDefinition(
        String name,
        String description,
        List<String> key,
        List<Column> columns,
        Optional<String> partitionBy,
        List<String> clusterBy,
        Map<String, String> labels) {

    public TableDefinition {
        Objects.requireNonNull(name);
        Objects.requireNonNull(description);
        Objects.requireNonNull(partitionBy);
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        clusterBy = List.copyOf(clusterBy);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** A table of these columns, keyed by {@code key}, and nothing else said about it. */
    public static TableDefinition of(String name, List<String> key, List<Column> columns) {
        return new TableDefinition(name, "", key, columns, Optional.empty(), List.of(), Map.of());
    }

    /** The position of the column with exactly this name, or -1. */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        return -1;
    }
}
