package dev.tablekeeper.stores.snapshot;

import dev.tablekeeper.model.table.TableDefinition;

/**
 * One frozen table.
 *
 * @param definition the table as it was: all its columns, in their order
 * @param slices in how many parts it is exported, one at least; they can be exported side by side
 */
public record SnapshotTable(TableDefinition definition, long rows, int slices) {
    public String name() {
        return definition.name();
    }
}
