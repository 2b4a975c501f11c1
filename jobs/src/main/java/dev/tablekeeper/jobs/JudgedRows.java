package dev.tablekeeper.jobs;

import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.value.Reject;
import dev.tablekeeper.model.workflow.InsertRows;
import java.util.List;
import java.util.Optional;

/** The rows of one request for one table, each accepted or rejected. */
public record JudgedRows(TableDefinition table, RowBatch accepted, List<Reject> rejects) {

    public JudgedRows {
        rejects = List.copyOf(rejects);
    }

    /** What the workflow is told of them. */
    InsertRows.Batch batch(String job) {
        return new InsertRows.Batch(
                table.name(),
                accepted.size() == 0 ? Optional.empty() : Optional.of(InsertStaging.object(job, table.name())),
                (long) accepted.size(),
                (long) rejects.size());
    }
}
