package dev.tablekeeper.stores.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.table.TableDefinition;
import java.util.Optional;

/**
 * One frozen table.
 *
 * @param definition the table as it was: all its columns, in their order
 * @param slices in how many parts it is exported, one at least; they can be exported side by side
 * @param warehouseDefinition what the warehouse itself says of the table, where that is more than a definition holds; its
 *     {@code kind} says whose it is
 */
public record SnapshotTable(TableDefinition definition, long rows, int slices, Optional<JsonNode> warehouseDefinition) {
    public SnapshotTable {
        // Where it is left out of a JSON text, that is read as null or as the node of it.
        warehouseDefinition =
                warehouseDefinition == null ? Optional.empty() : warehouseDefinition.filter(node -> !node.isNull());
    }

    /** One of which there is no more to say than its definition. */
    public SnapshotTable(TableDefinition definition, long rows, int slices) {
        this(definition, rows, slices, Optional.empty());
    }

    public String name() {
        return definition.name();
    }
}
