package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.TableId;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.stores.TableName;
import java.util.List;
import java.util.Optional;

/**
 * Rows in the place of those that a table has.
 *
 * @param existed whether there was a table before; one that was made for this, and has got rows since, counts too
 * @param stands whether there is one afterwards
 * @param kept where its rows go
 * @param next where the new ones are; empty where there are none
 * @param columns that the new rows have
 * @param compared by which it is counted how many rows are gone
 * @param unchanged what has to be in it, if that matters
 */
record Exchange(
        TableName name,
        TableId live,
        boolean existed,
        boolean stands,
        TableId kept,
        Optional<TableId> next,
        List<String> columns,
        List<Column> compared,
        Optional<Unchanged> unchanged) {

    /**
     * What a table held when it was looked at.
     *
     * @param hashes the sum of its rows' hashes, as SQL writes it
     */
    record Unchanged(List<Column> columns, long rows, String hashes) {}
}
