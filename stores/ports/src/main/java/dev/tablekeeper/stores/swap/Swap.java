package dev.tablekeeper.stores.swap;

import dev.tablekeeper.stores.TableName;
import java.util.List;

/**
 * One table to be swapped.
 *
 * @param columns what rows before and after are compared by, to tell how many are gone; those of them that both tables have
 */
public record Swap(TableName table, List<String> columns) {
    public Swap {
        columns = List.copyOf(columns);
    }
}
