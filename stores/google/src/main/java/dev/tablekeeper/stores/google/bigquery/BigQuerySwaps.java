package dev.tablekeeper.stores.google.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.bigquery.Table;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.WriteResult.TableResult;
import dev.tablekeeper.stores.google.bigquery.KeptTables.Entry;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.stores.swap.SwapResult.Swapped;
import dev.tablekeeper.stores.swap.Swaps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Swaps of tables in BigQuery: rows change places, all in one transaction in one job, with their entries in the ledger.
 * What is what, and why no row is lost or doubled, is in docs/decisions/0012.
 */
final class BigQuerySwaps implements Swaps {
    /** A transaction changes 100 tables at most: each of these and the one for its kept rows, and two of our own. */
    static final int TOGETHER = 49;

    private final Dataset dataset;
    private final Stagings stagings;
    private final LiveTables tables;
    private final TableContents contents;
    private final SwapPlan plan;
    private final SwapScript script;
    private final WriteJobs writes;
    private final KeptTables kept;
    private final Holds holds;
    private final Departures departures;
    private final MissingViews views;
    private final KeptSweep sweep;

    BigQuerySwaps(SwapParts parts) {
        dataset = parts.dataset();
        writes = parts.writes();
        stagings = parts.stagings();
        tables = parts.tables();
        kept = parts.kept();
        script = parts.script();
        contents = new TableContents(parts.client(), parts.jobs(), parts.clock());
        holds = parts.holds();
        plan = new SwapPlan(parts, contents);
        departures = new Departures(parts.client(), dataset, holds, writes, script);
        views = new MissingViews(parts.client(), dataset);
        sweep = new KeptSweep(parts.client(), dataset);
    }

    @Override
    public int together() {
        return TOGETHER;
    }

    @Override
    public Optional<LiveTable> find(TableName name, List<TableDefinition> described) {
        return tables.find(dataset.table(name))
                .filter(LiveTables::isTable)
                .map(table -> new LiveTable(
                        LiveTables.definition(table, described),
                        contents.now(table.getTableId(), List.of(), () -> {})
                                .content()
                                .rows()));
    }

    @Override
    public long stage(
            Operation operation,
            String staging,
            TableName target,
            TableDefinition table,
            RowSource rows,
            LongConsumer progress) {
        return stage(operation, staging, target, table, Optional.empty(), rows, progress);
    }

    @Override
    public long stage(
            Operation operation,
            String staging,
            TableName target,
            TableDefinition table,
            Optional<JsonNode> said,
            RowSource rows,
            LongConsumer progress) {
        return stagings.stage(operation, staging, target, table, said, rows, progress);
    }

    @Override
    public Content staged(String staging, TableName target, List<Column> columns, Runnable alive) {
        return read(stagings.require(staging, target), target, columns, alive);
    }

    @Override
    public Content live(TableName name, List<Column> columns, Runnable alive) {
        return read(tables.require(name), name, columns, alive);
    }

    private Content read(Table table, TableName name, List<Column> columns, Runnable alive) {
        List<String> lacking = TableSchema.lacking(name.toString(), columns, LiveTables.schema(table));
        if (!lacking.isEmpty()) {
            throw new StoreFailure(FailureType.TABLE_CHANGED, String.join("; ", lacking));
        }
        return contents.now(table.getTableId(), columns, alive).content();
    }

    @Override
    public void unstage(String staging) {
        stagings.drop(staging);
    }

    @Override
    public void hold(String staging, List<String> names) {
        holds.hold(staging, names);
    }

    @Override
    public void release(String staging) {
        holds.release(staging);
    }

    @Override
    public SwapResult swap(
            Operation operation, String staging, List<Swap> asked, List<SnapshotView> missing, Runnable alive) {
        SwapResult result = once(operation, Optional.empty(), () -> plan.swap(operation, staging, asked, alive), alive);
        if (!result.repeated()) {
            asked.forEach(swap -> stagings.drop(staging, swap.table()));
        }
        // Afterwards: a view needs its tables. A repetition tries again.
        views.make(missing);
        return result;
    }

    @Override
    public SwapResult swapBack(Operation operation, Operation swap, List<SwapBack> asked, Runnable alive) {
        SwapResult result;
        try {
            result = once(operation, Optional.of(swap), () -> plan.swapBack(operation, swap, asked, alive), alive);
        } catch (StoreFailure e) {
            throw SwapPlan.named(e, asked);
        }
        departures.finish(operation, swap, kept.find(operation));
        return result;
    }

    private SwapResult once(
            Operation operation, Optional<Operation> undoes, Supplier<List<Exchange>> exchanges, Runnable alive) {
        alive.run();
        Optional<SwapResult> before = done(operation);
        if (before.isPresent()) {
            return before.get();
        }
        List<Exchange> planned;
        try {
            planned = exchanges.get();
        } catch (StoreFailure e) {
            // What is missing may be so because somebody else has done it meanwhile.
            return done(operation).orElseThrow(() -> e);
        }
        kept.requireTurn();
        var done = writes.once(operation, script.swap(operation, undoes, planned), alive);
        return result(operation, done.tables(), done.repeated());
    }

    private Optional<SwapResult> done(Operation operation) {
        return writes.ledger().find(operation).map(counts -> result(operation, counts, true));
    }

    private SwapResult result(Operation operation, List<TableResult> counts, boolean repeated) {
        List<Entry> entries = kept.find(operation);
        List<Swapped> swapped = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            TableResult count = counts.get(i);
            swapped.add(new Swapped(
                    entry.table(), entry.existed(), entry.stands(), count.before(), count.superseded(), count.after()));
        }
        return new SwapResult(entries.stream().map(Entry::at).findFirst().orElse(Instant.EPOCH), swapped, repeated);
    }

    @Override
    public Optional<SwapResult> abandon(Operation operation) {
        Optional<SwapResult> done = writes.abandon(operation).map(counts -> result(operation, counts.tables(), true));
        if (done.isEmpty()) {
            departures.withdraw(operation, stagings.scratchTables(JobNames.kept(operation)));
        }
        return done;
    }

    @Override
    public long dropKept(Instant before) {
        return sweep.drop(before);
    }
}
