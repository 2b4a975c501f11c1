package dev.tablekeeper.stores.upkeep;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.stores.StoreFailure;
import java.util.List;

/**
 * Finds out how a warehouse is not as the definitions say, and mends what can be mended without losing anything. Tables
 * and views that no definition names are left alone, and so is what a definition says nothing about.
 */
public interface Upkeep {

    /** How the warehouse differs, in the order in which it would be mended; empty when it is as the definitions say. */
    List<Change> diff(List<TableDefinition> tables, List<ViewDefinition> views);

    /**
     * Makes all changes that {@link #diff} names, or none where one of them is not {@link Change#safe}. May be repeated,
     * and done by two at once: each looks at what is there.
     *
     * @return what {@code diff} said before; all of it is done if all of it is safe, else nothing is
     * @throws StoreFailure where a change failed; the message says which others were made before it
     */
    List<Change> apply(List<TableDefinition> tables, List<ViewDefinition> views);

    /** Whether nothing in the way of these changes has to be decided by somebody. */
    static boolean safe(List<Change> changes) {
        return changes.stream().allMatch(Change::safe);
    }
}
