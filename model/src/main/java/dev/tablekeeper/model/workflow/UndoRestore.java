package dev.tablekeeper.model.workflow;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import java.util.Optional;

/** Puts the tables of a restore back as they were before it. */
@WorkflowInterface
public interface UndoRestore {

    @WorkflowMethod(name = "UndoRestore")
    Result undo(Input input);

    @QueryMethod(name = "progress", description = "How far it is")
    Progress progress();

    /**
     * What to undo.
     *
     * @param restore the id of the restore's job
     * @param discardNewer also where rows came or went since the restore, which are lost with it
     */
    record Input(String restore, Boolean discardNewer) {
        public Input {
            if (restore == null || restore.isBlank()) {
                throw new IllegalArgumentException("restore is missing: the id of the restore to undo");
            }
            discardNewer = discardNewer != null && discardNewer;
        }
    }

    /** @param restore the job that was undone */
    record Result(String restore, List<TableResult> tables) {
        public Result {
            tables = List.copyOf(tables);
        }
    }

    /**
     * One table that was put back.
     *
     * @param rows how many it has now; empty where it is away again, as before the restore
     * @param rowsDiscarded how many rows were in the restored one and are not any more
     */
    record TableResult(String table, Optional<String> into, Optional<Long> rows, long rowsDiscarded) {}
}
