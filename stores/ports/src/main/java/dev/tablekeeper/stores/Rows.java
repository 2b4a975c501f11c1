package dev.tablekeeper.stores;

import dev.tablekeeper.model.row.RowSource;
import java.util.List;

/** The rows of a write, in one of the two forms that warehouses take. Every warehouse takes {@link Staged}. */
public sealed interface Rows {

    /** How many rows there are; a write that finds another number does nothing and fails. */
    long count();

    /**
     * Avro parts in the object store.
     *
     * @param objects names of objects written by {@code RowAvro} for the table's columns, in the rows' order
     */
    record Staged(List<String> objects, long count) implements Rows {
        public Staged {
            objects = List.copyOf(objects);
        }
    }

    /** Rows pulled from the same process while the write runs. */
    record Pulled(RowSource source, long count) implements Rows {}
}
