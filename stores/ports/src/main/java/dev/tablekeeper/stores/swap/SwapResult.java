package dev.tablekeeper.stores.swap;

import dev.tablekeeper.stores.TableName;
import java.time.Instant;
import java.util.List;

/**
 * What a swap did, as the warehouse remembers it.
 *
 * @param at when; what it kept is kept from then on
 * @param repeated whether it had been done before, and nothing was done now
 */
public record SwapResult(Instant at, List<Swapped> tables, boolean repeated) {
    public SwapResult {
        tables = List.copyOf(tables);
    }

    /**
     * @param existed whether there was a table before
     * @param stands whether there is one now; not where a table was put away that was not there before
     * @param before rows in it then, which are in the kept one now
     * @param gone how many of those the table does not have any more; a row that was there twice and is there once counts
     *     as one
     * @param after rows in it now
     */
    public record Swapped(TableName table, boolean existed, boolean stands, long before, long gone, long after) {}
}
