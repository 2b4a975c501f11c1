package dev.tablekeeper.stores;

import java.util.List;

/**
 * What a write did, as the warehouse remembers it.
 *
 * @param repeated whether it had been done before, and nothing was done now
 */
public record WriteResult(List<TableResult> tables, boolean repeated) {

    public WriteResult {
        tables = List.copyOf(tables);
    }

    /**
     * @param written rows that are in the table by this write
     * @param superseded rows of the write that a later one with the same key took the place of (merge)
     * @param before rows in the table before it
     * @param after rows in the table after it
     */
    public record TableResult(String table, long written, long superseded, long before, long after) {}
}
