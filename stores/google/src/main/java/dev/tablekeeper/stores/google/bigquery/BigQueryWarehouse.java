package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.QueryParameterValue;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.ResultTable;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.WriteResult.TableResult;
import dev.tablekeeper.stores.google.bigquery.WriteScript.StagedWrite;
import dev.tablekeeper.stores.snapshot.Snapshots;
import dev.tablekeeper.stores.swap.Swaps;
import dev.tablekeeper.stores.upkeep.Upkeep;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * The tables of one BigQuery dataset: how each write happens once is in docs/decisions/0010. All processes that share a
 * dataset may write at the same time; a replace or merge that meets another change of its table is a {@code CONFLICT}.
 */
public final class BigQueryWarehouse implements Warehouse {
    private final BigQueryClient client;
    private final Dataset dataset;
    private final Jobs jobs;
    private final ObjectStore objects;
    private final Clock clock;
    private final StagedTables staged;
    private final WriteScript script;
    private final OperationLedger ledger;
    private final WriteJobs writing;
    private final WriteClaims claims;
    private final SmallWrites small;
    private final ExecutorService threads = Executors.newCachedThreadPool(BigQueryWarehouse::thread);
    private final Swaps swaps;
    private volatile boolean closed;

    private BigQueryWarehouse(BigQueryClient client, Dataset dataset, ObjectStore objects, Clock clock) {
        this.client = client;
        this.dataset = dataset;
        this.objects = objects;
        this.clock = clock;
        jobs = new Jobs(client, dataset.project());
        staged = new StagedTables(jobs, dataset, objects, clock);
        script = new WriteScript(dataset);
        ledger = new OperationLedger(client, dataset);
        writing = new WriteJobs(jobs, dataset, ledger, script);
        claims = new WriteClaims(objects);
        GroupWrites groups = new GroupWrites(this::require, staged, script, writing, claims, threads);
        small = new SmallWrites(claims, groups, this::single, threads);
        swaps = new BigQuerySwaps(SwapParts.of(client, dataset, jobs, writing, objects, clock));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "tablekeeper-bigquery-writes");
        thread.setDaemon(true);
        return thread;
    }

    /** @param objects where the parts of staged rows are, in a bucket that BigQuery's jobs can read */
    public static BigQueryWarehouse open(BigQueryClient client, Dataset dataset, ObjectStore objects, Clock clock) {
        return new BigQueryWarehouse(client, dataset, objects, clock);
    }

    @Override
    public Intake intake() {
        return Intake.STAGED;
    }

    @Override
    public void prepare(List<TableDefinition> tables, List<ViewDefinition> views) {
        requireOpen();
        new BigQueryUpkeep(client, dataset, Optional.empty()).prepare(tables, views);
    }

    @Override
    public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
        requireOpen();
        requireMeaning(writes);
        return SmallWrites.isSmall(writes)
                ? small.write(operation, writes, progress)
                : single(operation, writes, progress);
    }

    private WriteResult single(Operation operation, List<TableWrite> writes, LongConsumer progress) {
        List<StagedWrite> loaded = stage(operation, writes, progress);
        long rows = writes.stream().mapToLong(BigQueryWarehouse::announced).sum();
        return writing.once(operation, script.write(operation, loaded), () -> progress.accept(rows));
    }

    private static long announced(TableWrite write) {
        return write.rows() instanceof Rows.Staged rows ? rows.count() : 0;
    }

    private static void requireMeaning(List<TableWrite> writes) {
        Set<String> names = new HashSet<>();
        for (TableWrite write : writes) {
            TableDefinition table = write.table();
            if (!names.add(table.name())) {
                throw new StoreFailure(
                        FailureType.INVALID_REQUEST, "a write names " + table.name() + " twice; put its rows together");
            }
            if (write.mode() == TableWrite.Mode.MERGE && table.key().isEmpty()) {
                throw new StoreFailure(
                        FailureType.INVALID_REQUEST,
                        "rows cannot be merged into " + table.name() + ": its definition names no key");
            }
        }
    }

    private List<StagedWrite> stage(Operation operation, List<TableWrite> writes, LongConsumer progress) {
        writes.forEach(write -> require(write.table()));
        progress.accept(0);
        List<StagedWrite> loaded = new ArrayList<>();
        for (TableWrite write : writes) {
            loaded.add(staged.load(operation, write, () -> progress.accept(0)));
        }
        return loaded;
    }

    @Override
    public WriteResult rehearse(List<TableWrite> writes, LongConsumer progress) {
        requireOpen();
        requireMeaning(writes);
        Operation rehearsal = new Operation("rehearsal-" + UUID.randomUUID(), "rehearsal");
        List<StagedWrite> loaded = stage(rehearsal, writes, progress);
        List<TableResult> tables = new ArrayList<>();
        for (FieldValueList row : query("rehearse a write", QueryJobConfiguration.of(script.rehearsal(loaded)))
                .iterateAll()) {
            tables.add(OperationLedger.table(row));
        }
        return new WriteResult(tables, false);
    }

    @Override
    public Optional<WriteResult> outcome(Operation operation) {
        requireOpen();
        return ledger.find(operation).map(tables -> new WriteResult(tables, true));
    }

    @Override
    public Optional<WriteResult> abandon(Operation operation) {
        requireOpen();
        Optional<WriteResult> together = small.abandon(operation);
        Optional<WriteResult> done = together.isPresent() ? together : writing.abandon(operation);
        claims.forget(operation);
        return done;
    }

    @Override
    public long count(String table) {
        String sql = "SELECT COUNT(*) AS n FROM " + Dataset.sql(dataset.table(table));
        return query("count the rows of " + table, QueryJobConfiguration.of(sql))
                .iterateAll()
                .iterator()
                .next()
                .get("n")
                .getLongValue();
    }

    @Override
    public ResultTable sample(TableDefinition table, int limit) {
        FieldList fields = require(table).getFields();
        List<List<Object>> rows = new TableRows(client)
                .read(dataset.table(table.name()), fields, limit).stream()
                        .map(row -> inOrder(table, fields, row))
                        .toList();
        return new ResultTable(table.columns().stream().map(Column::name).toList(), rows);
    }

    private static List<Object> inOrder(TableDefinition table, FieldList fields, FieldValueList row) {
        List<Object> values = new ArrayList<>();
        table.columns()
                .forEach(column -> values.add(ResultRows.value(fields.get(column.name()), row.get(column.name()))));
        return values;
    }

    @Override
    public ResultTable view(ViewDefinition view, OptionalInt year) {
        String sql = "SELECT * FROM " + Dataset.sql(dataset.table(view.name()))
                + (year.isPresent() ? " WHERE year = @year" : "")
                + (view.orderBy().isEmpty() ? "" : " ORDER BY " + String.join(", ", view.orderBy()));
        QueryJobConfiguration.Builder query =
                QueryJobConfiguration.newBuilder(sql).setUseLegacySql(false);
        year.ifPresent(y -> query.addNamedParameter("year", QueryParameterValue.int64(y)));
        var result = query("read the view " + view.name(), query.build());
        FieldList fields = result.getSchema().getFields();
        List<List<Object>> rows = new ArrayList<>();
        rows(result).forEach(row -> rows.add(ResultRows.row(fields, row)));
        return new ResultTable(ResultRows.columns(fields), rows);
    }

    /** The first page has come with the answer; of more than one, all are read anew, see {@link BigQueryClient#rows}. */
    private Iterable<FieldValueList> rows(com.google.cloud.bigquery.TableResult result) {
        if (!result.hasNextPage()) {
            return result.getValues();
        }
        QueryJobConfiguration done = client.call(
                "look at the query's job",
                bigQuery -> bigQuery.getJob(result.getJobId()).getConfiguration());
        return new TableRows(client)
                .read(done.getDestinationTable(), result.getSchema().getFields(), Integer.MAX_VALUE);
    }

    private com.google.cloud.bigquery.TableResult query(String doing, QueryJobConfiguration query) {
        requireOpen();
        try {
            return client.call(doing, bigQuery -> bigQuery.query(query));
        } catch (StoreFailure e) {
            throw e.type() == FailureType.SOURCE_MISSING
                    ? new StoreFailure(FailureType.UNKNOWN_TABLE, e.getMessage(), e)
                    : e;
        }
    }

    @Override
    public Snapshots snapshots() {
        requireOpen();
        return new BigQuerySnapshots(client, dataset, jobs, objects, clock);
    }

    @Override
    public Swaps swaps() {
        requireOpen();
        return swaps;
    }

    @Override
    public Upkeep upkeep() {
        requireOpen();
        return new BigQueryUpkeep(client, dataset, Optional.empty());
    }

    @Override
    public void check() {
        requireOpen();
        new Preparation(client, dataset).requireDataset();
    }

    /** The table's schema, if the table is as its definition says. */
    private Schema require(TableDefinition table) {
        requireOpen();
        TableId id = dataset.table(table.name());
        Table there = client.call("look at " + table.name(), bigQuery -> bigQuery.getTable(id));
        if (there == null || !(there.getDefinition() instanceof StandardTableDefinition definition)) {
            throw new StoreFailure(FailureType.UNKNOWN_TABLE, "there is no table " + dataset + "." + table.name());
        }
        BigQueryUpkeep.requireNone(TableSchema.differences(table, definition.getSchema()));
        return definition.getSchema();
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreFailure(FailureType.UNAVAILABLE, "the warehouse " + dataset + " is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        // What is under way goes on in BigQuery, and is found there.
        threads.shutdownNow();
    }
}
