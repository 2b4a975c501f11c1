package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.QueryJobConfiguration;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.WriteResult;
import java.util.Optional;

/** The query jobs that write: each enters what it did into the ledger, in the transaction that does it. */
final class WriteJobs {
    private final Jobs jobs;
    private final WriteScript script;
    private final OperationLedger ledger;
    private final Dataset dataset;

    WriteJobs(Jobs jobs, OperationLedger ledger, Dataset dataset) {
        this.jobs = jobs;
        this.script = new WriteScript(dataset);
        this.ledger = ledger;
        this.dataset = dataset;
    }

    /**
     * One job of the operation's, whatever it does: whoever comes second meets the first one.
     *
     * @param alive told while it waits; when it throws, the job is stopped
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

    /** Makes sure that an operation will not be done any more; its result if it was. */
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
