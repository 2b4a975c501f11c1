package dev.tablekeeper.stores.google.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult.TableResult;
import dev.tablekeeper.stores.google.bigquery.WriteScript.StagedWrite;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * Tables of rows that may take the place of others, in the scratch dataset.
 *
 * <p>A staged table is made empty, with a mark of its own, and filled by one write that the ledger remembers under that
 * mark. So it counts once it is filled; and one that is dropped while somebody fills it does not come back, as the write
 * finds no table, and a table that is made anew has another mark.
 */
record Stagings(
        BigQueryClient client,
        Dataset dataset,
        AvroParts parts,
        StagedTables loads,
        WriteScript script,
        WriteJobs writes,
        Clock clock) {
    /** Longer than anybody may think about a restore before approving it. */
    private static final Duration LIFE = Duration.ofDays(30);

    private static final String MARK = "tablekeeper_mark";
    private static final String OPERATION = "tablekeeper_operation";
    private static final String PARAMETERS = "tablekeeper_parameters";
    private static final int TABLES_PER_PAGE = 1_000;

    long stage(
            Operation operation,
            String staging,
            TableName target,
            TableDefinition table,
            Optional<JsonNode> said,
            RowSource rows,
            LongConsumer progress) {
        target.dataset().ifPresent(new Preparation(client, dataset)::otherDataset);
        TableId id = dataset.scratch(JobNames.staged(staging, target));
        Table made = make(id, operation, SaidDefinition.put(TableUpkeep.info(id, table), said));
        requireOwn(made, operation, staging, target);
        Operation filling = filling(made);
        String folder = JobNames.parts(staging) + filling.id() + "/";
        long filled = writes.ledger()
                .find(filling)
                .orElseGet(() -> fill(filling, folder, id, table, rows, progress))
                .get(0)
                .written();
        parts.delete(folder);
        return filled;
    }

    private Table make(TableId id, Operation operation, TableInfo info) {
        Map<String, String> labels = new HashMap<>(info.getLabels() == null ? Map.of() : info.getLabels());
        labels.put(MARK, UUID.randomUUID().toString());
        labels.put(OPERATION, JobNames.label(operation.id()));
        labels.put(PARAMETERS, JobNames.label(operation.parameters()));
        TableInfo marked = info.toBuilder()
                .setLabels(labels)
                .setExpirationTime(clock.instant().plus(LIFE).toEpochMilli())
                .build();
        client.call(
                "make the table " + id.getTable(), bigQuery -> Preparation.unlessThere(() -> bigQuery.create(marked)));
        Table there = client.call("look at " + id.getTable(), bigQuery -> bigQuery.getTable(id));
        if (there == null) {
            throw new StoreFailure(FailureType.UNAVAILABLE, "the table " + id.getTable() + " was dropped at once");
        }
        return there;
    }

    private static void requireOwn(Table made, Operation operation, String staging, TableName target) {
        if (!JobNames.label(operation.id()).equals(label(made, OPERATION))) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    "another operation has staged a table for " + target + " under " + staging
                            + " already: let that be dropped first");
        }
        if (!JobNames.label(operation.parameters()).equals(label(made, PARAMETERS))) {
            throw new StoreFailure(
                    FailureType.OPERATION_MISMATCH,
                    "the operation " + operation.id()
                            + " was done with other parameters; use another id for another table");
        }
    }

    private static String label(Table table, String name) {
        return table.getLabels() == null ? "" : table.getLabels().getOrDefault(name, "");
    }

    /** The write that fills this table, and no other that has its name. */
    private static Operation filling(Table made) {
        return new Operation("staged." + label(made, MARK), label(made, PARAMETERS));
    }

    private List<TableResult> fill(
            Operation filling,
            String folder,
            TableId id,
            TableDefinition table,
            RowSource rows,
            LongConsumer progress) {
        Rows.Staged staged = parts.write(folder, table, rows, progress);
        Runnable alive = () -> progress.accept(staged.count());
        TableWrite write = new TableWrite(table, TableWrite.Mode.APPEND, staged);
        StagedWrite loaded = loads.load(filling, write, alive).into(id);
        return writes.once(filling, script.write(filling, List.of(loaded)), alive)
                .tables();
    }

    /** @throws StoreFailure SOURCE_MISSING where no table was staged, or not wholly */
    Table require(String staging, TableName target) {
        TableId id = dataset.scratch(JobNames.staged(staging, target));
        Table there = client.call("look at " + id.getTable(), bigQuery -> bigQuery.getTable(id));
        if (there == null || writes.ledger().find(filling(there)).isEmpty()) {
            throw new StoreFailure(FailureType.SOURCE_MISSING, "nothing is staged for " + target + " under " + staging);
        }
        return there;
    }

    void drop(String staging) {
        for (TableId table : scratchTables(JobNames.staged(staging))) {
            client.call("drop " + table.getTable(), bigQuery -> bigQuery.delete(table));
        }
        parts.delete(JobNames.parts(staging));
    }

    /** One that has taken its place. */
    void drop(String staging, TableName target) {
        TableId table = dataset.scratch(JobNames.staged(staging, target));
        client.call("drop " + table.getTable(), bigQuery -> bigQuery.delete(table));
    }

    List<TableId> scratchTables(String prefix) {
        List<TableId> found = new ArrayList<>();
        client.call("list the tables of " + dataset.scratchId().getDataset(), bigQuery -> {
            found.clear();
            bigQuery.listTables(dataset.scratchId(), BigQuery.TableListOption.pageSize(TABLES_PER_PAGE))
                    .iterateAll()
                    .forEach(table -> {
                        if (table.getTableId().getTable().startsWith(prefix)) {
                            found.add(table.getTableId());
                        }
                    });
            return found;
        });
        return found;
    }
}
