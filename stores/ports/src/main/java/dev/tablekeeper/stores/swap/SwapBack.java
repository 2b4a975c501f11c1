package dev.tablekeeper.stores.swap;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.TableName;
import java.util.List;
import java.util.Optional;

/**
 * One table to be put back.
 *
 * @param unchanged what must be in the table now, looking at {@code columns}; empty where it may be anything
 */
public record SwapBack(TableName table, List<Column> columns, Optional<Content> unchanged) {
    public SwapBack {
        columns = List.copyOf(columns);
    }
}
