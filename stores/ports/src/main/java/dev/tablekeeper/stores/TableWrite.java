package dev.tablekeeper.stores;

import dev.tablekeeper.model.table.TableDefinition;

/** Rows for one table, and what becomes of those that are there. */
public record TableWrite(TableDefinition table, Mode mode, Rows rows) {

    /** What becomes of the rows that are there. */
    public enum Mode {
        /** They stay. */
        APPEND,
        /** They go. */
        REPLACE,
        /** Those with a key among the new ones go; among the new ones the last with a key wins. NULL equals NULL. */
        MERGE
    }
}
