package dev.tablekeeper.jobs.backup;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.TableName;
import java.time.Instant;
import java.util.List;

/**
 * What a restore leaves for its undoing, as a step of its plan.
 *
 * @param until how long it can be undone
 */
public record UndoBasis(Instant until, List<Part> parts) {
    /** The step of the plan under which it is kept. */
    public static final String STEP = "undo";

    public UndoBasis {
        parts = List.copyOf(parts);
    }

    /** Tables that were swapped in one step; they are put back in one. */
    public record Part(String operation, String parameters, List<Table> tables) {
        public Part {
            tables = List.copyOf(tables);
        }
    }

    /**
     * One table.
     *
     * @param table where it was restored to
     * @param backedUp its name in the backup
     * @param columns all that it had then
     * @param content what was in it then
     */
    public record Table(TableName table, String backedUp, List<Column> columns, Content content) {
        public Table {
            columns = List.copyOf(columns);
        }
    }
}
