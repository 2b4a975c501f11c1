package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.QueryJobConfiguration;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.WriteResult;
import java.util.Optional;

/** The one job of each operation that changes tables, whatever it does: whoever comes second meets the first one. */
record WriteJobs(Jobs jobs, Dataset dataset, OperationLedger ledger, WriteScript script) {

    /**
     * Has it done, or finds that it was.
     *
     * @param sql one transaction that enters the operation into the ledger
     * @param alive told while it waits; what it throws stops the job, and comes out unless it was done all the same
     * @return what the ledger says
     */
    WriteResult once(Operation operation, String sql, Runnable alive) {
        return once(operation, sql, alive, false);
    }

    private WriteResult once(Operation operation, String sql, Runnable alive, boolean insist) {
        Jobs.Once once = new Jobs.Once(
                JobNames.write(operation),
                JobNames.label(operation.parameters()),
                generation -> QueryJobConfiguration.newBuilder(sql)
                        .setUseLegacySql(false)
                        .build(),
                job -> true,
                true,
                insist);
        boolean repeated;
        try {
            repeated = jobs.run(once, alive).repeated();
        } catch (StoreFailure e) {
            if (e.type() != FailureType.ALREADY_EXISTS) {
                throw e;
            }
            repeated = true;
        }
        boolean before = repeated;
        return ledger.find(operation)
                .map(tables -> new WriteResult(tables, before))
                .orElseThrow(() -> new StoreFailure(
                        FailureType.OUTCOME_UNKNOWN,
                        "the operation " + operation.id() + " was done, and stands in no row of "
                                + dataset.ledger().getTable() + ": look at the tables before you go on"));
    }

    /** Takes the operation's job, unless it was done: its result then. */
    Optional<WriteResult> abandon(Operation operation) {
        try {
            return Optional.of(once(operation, script.abandon(operation), () -> {}, true));
        } catch (StoreFailure e) {
            if (e.type() != FailureType.OPERATION_ABANDONED) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
