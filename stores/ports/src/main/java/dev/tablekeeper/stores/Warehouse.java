package dev.tablekeeper.stores;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.stores.snapshot.Snapshots;
import dev.tablekeeper.stores.swap.Swaps;
import dev.tablekeeper.stores.upkeep.Upkeep;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/**
 * Where the tables are. A write happens once per {@link Operation}, whole or not at all: the warehouse remembers it in
 * a ledger written in the same transaction as the rows. Safe for many threads.
 *
 * <p>All failures are {@link StoreFailure}s: {@code UNKNOWN_TABLE}, {@code TABLE_CHANGED} where a table is not as its
 * definition says, {@code INVALID_REQUEST} where a merge has no key or a row does not fit its table, {@code
 * OPERATION_MISMATCH}, {@code OPERATION_ABANDONED}, {@code RECONCILIATION_FAILED} where the rows were not as many as said, {@code CONFLICT}, {@code
 * STORAGE_FULL}, {@code PERMISSION_DENIED}, {@code DAMAGED}, {@code UNAVAILABLE}, {@code OUTCOME_UNKNOWN}.
 */
public interface Warehouse extends AutoCloseable {

    /** The form of rows it takes fastest. */
    enum Intake {
        STAGED,
        PULLED
    }

    Intake intake();

    /**
     * Creates the tables and views that are missing, adds columns that rows can do without, and says where columns differ
     * otherwise (TABLE_CHANGED). What more may be mended is {@link #upkeep}'s.
     */
    void prepare(List<TableDefinition> tables, List<ViewDefinition> views);

    /**
     * Writes to all tables named, or to none. Done before: returns what was done then.
     *
     * @param progress told the number of rows taken so far, now and then; an exception it throws stops the write,
     *     nothing is written, and the exception comes out. After one that says that trying again will do, the write may go
     *     on; a repetition finds it
     */
    WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress);

    /**
     * What a write would do now: all of it is done, counted and undone, and nothing is remembered. Fails as {@link #write}
     * would.
     */
    WriteResult rehearse(List<TableWrite> writes, LongConsumer progress);

    /** What became of an operation: its result if it was done. */
    Optional<WriteResult> outcome(Operation operation);

    /**
     * Makes sure that an operation which was not done will not be done any more, not even by an attempt that is still
     * under way somewhere: a later write under it fails with {@code OPERATION_ABANDONED}. Waits for an attempt that is
     * committing.
     *
     * @return the operation's result if it was done
     */
    Optional<WriteResult> abandon(Operation operation);

    /** How many rows a table has. */
    long count(String table);

    /** Some rows of a table, in no particular order. */
    ResultTable sample(TableDefinition table, int limit);

    /** The rows of a view in its order, of one year or of all. */
    ResultTable view(ViewDefinition view, OptionalInt year);

    /** Its tables at one instant. */
    Snapshots snapshots();

    /** Other tables in the place of its own. */
    Swaps swaps();

    /** Its tables and views beside what their definitions say. */
    Upkeep upkeep();

    /** Whether it answers; the failure says why not. */
    void check();

    @Override
    void close();
}
