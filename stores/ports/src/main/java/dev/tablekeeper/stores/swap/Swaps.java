package dev.tablekeeper.stores.swap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Puts staged tables in the place of live ones, and keeps those aside for a while. A staging is a name, the job's, under
 * which tables are staged; nobody but the job sees them. Safe for many threads.
 *
 * <p>All failures are {@link dev.tablekeeper.stores.StoreFailure}s, of the types of a {@link
 * dev.tablekeeper.stores.Warehouse}.
 */
public interface Swaps {

    /** How many tables one {@link #swap} takes, in one step for everybody else: one at least. */
    int together();

    /**
     * A table as it is now.
     *
     * @param described the definitions there are, as in {@link dev.tablekeeper.stores.snapshot.Snapshots#freeze}
     * @return empty where there is none
     */
    Optional<LiveTable> find(TableName table, List<TableDefinition> described);

    /**
     * Makes a staged table and puts all rows into it, or neither. Done before under this operation: returns how many rows
     * there were then.
     *
     * @param target the table whose place it is to take, if it comes to that
     * @param table what it is to be; its name is the target's
     * @param rows in the columns of {@code table}; read by several threads
     * @param progress told the number of rows taken so far; an exception it throws stops it, and comes out
     */
    long stage(
            Operation operation,
            String staging,
            TableName target,
            TableDefinition table,
            RowSource rows,
            LongConsumer progress);

    /**
     * Stages a table of which its backup knows what the warehouse itself had said of it, for where it has to be made anew.
     *
     * @param said as {@link dev.tablekeeper.stores.snapshot.SnapshotTable#warehouseDefinition()}; what a warehouse does not
     *     understand, or cannot do, it leaves out
     */
    default long stage(
            Operation operation,
            String staging,
            TableName target,
            TableDefinition table,
            Optional<JsonNode> said,
            RowSource rows,
            LongConsumer progress) {
        return stage(operation, staging, target, table, rows, progress);
    }

    /** What is in a staged table, looking at these columns only. {@code SOURCE_MISSING} where there is none. */
    Content staged(String staging, TableName target, List<Column> columns, Runnable alive);

    /** What is in a live table, looking at these columns only. {@code UNKNOWN_TABLE} where there is none. */
    Content live(TableName table, List<Column> columns, Runnable alive);

    /** Drops what is still staged under this name; repeatable. */
    void unstage(String staging);

    /**
     * Keeps writes away from tables: until it is released, a {@link dev.tablekeeper.stores.Warehouse#write} to one of them
     * fails with {@code CONFLICT}; one that is under way is waited for. Lasts until {@link #release}, also over a restart.
     * Repeatable. A table that another holds is a {@code CONFLICT}.
     */
    void hold(String staging, List<String> tables);

    /** Lets writes to the tables held under this name go on; repeatable. */
    void release(String staging);

    /**
     * Puts staged tables in the place of live ones, all or none. The live ones are kept under the operation's name, until
     * {@link #dropKept}. Writes to them that are under way are waited for, those that come meanwhile are done afterwards, in
     * the new tables. Done before under this operation: returns what was done then.
     *
     * @param tables {@code SOURCE_MISSING} where one is not staged
     * @param views made where the dataset has no view or table of that name and the view can be made; text as in {@link
     *     SnapshotView}
     * @param alive told while it waits; an exception it throws stops it before anything is done, and comes out
     */
    SwapResult swap(Operation operation, String staging, List<Swap> tables, List<SnapshotView> views, Runnable alive);

    /**
     * Puts the tables that a swap has kept back in their place, all or none; what is there now is kept under this
     * operation's name, and a table that was not there before the swap is away again. Done before: returns what was done.
     *
     * @param swap the operation that kept them; {@code NOT_POSSIBLE} where they have been dropped
     * @param tables {@code CHANGED_SINCE} where one is not as it is to be found
     */
    SwapResult swapBack(Operation operation, Operation swap, List<SwapBack> tables, Runnable alive);

    /**
     * Makes sure that a swap, in either direction, which was not done will not be done any more.
     *
     * @return its result if it was done
     */
    Optional<SwapResult> abandon(Operation operation);

    /** Drops what swaps before that instant have kept; returns how many tables that were. Repeatable. */
    long dropKept(Instant before);

    /**
     * A table that is there.
     *
     * @param definition all its columns, in their order
     */
    record LiveTable(TableDefinition definition, long rows) {}
}
