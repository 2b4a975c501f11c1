package dev.tablekeeper.stores.snapshot;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Tables as they all were at one instant, while others go on writing to them. Safe for many threads.
 *
 * <p>All failures are {@link dev.tablekeeper.stores.StoreFailure}s, of the types of a {@link
 * dev.tablekeeper.stores.Warehouse}; {@code NOT_POSSIBLE} where a table has a column that no backup can hold, naming it.
 */
public interface Snapshots {

    /**
     * Freezes tables at one instant. Done before under this operation: returns what was frozen then.
     *
     * @param tables which; empty for all base tables of the dataset, described or not, except Tablekeeper's own. One that
     *     is not there is {@code UNKNOWN_TABLE}
     * @param described the definitions there are; a table that is not as its definition says, or has none, is described
     *     as it is
     * @param alive told now and then; an exception it throws stops it, and comes out
     */
    Snapshot freeze(
            Operation operation, Optional<List<String>> tables, List<TableDefinition> described, Runnable alive);

    /**
     * Writes one slice of a frozen table as plain Avro ({@link dev.tablekeeper.model.row.RowAvro}). Files that an earlier
     * attempt has written are kept: the same files come out.
     *
     * @param frozen the operation that froze it; {@code SOURCE_MISSING} where it has been released
     * @param slice {@code 0 <= slice < table.slices()}
     * @param prefix what the files' names begin with, up to and with a slash
     * @param progress told the number of rows written so far, now and then; an exception it throws stops it
     */
    List<ExportedFile> export(
            Operation frozen, SnapshotTable table, int slice, ObjectStore into, String prefix, LongConsumer progress);

    /** Lets go of what was frozen under this operation, and of what is being frozen; repeatable. */
    void release(Operation frozen);
}
