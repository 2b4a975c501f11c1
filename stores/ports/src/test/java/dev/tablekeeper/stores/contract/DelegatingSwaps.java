package dev.tablekeeper.stores.contract;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.stores.swap.Swaps;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Swaps that do what others do, for tests that let one thing go wrong. */
public class DelegatingSwaps implements Swaps {
    private final Swaps swaps;

    public DelegatingSwaps(Swaps swaps) {
        this.swaps = swaps;
    }

    @Override
    public int together() {
        return swaps.together();
    }

    @Override
    public Optional<LiveTable> find(TableName table, List<TableDefinition> described) {
        return swaps.find(table, described);
    }

    @Override
    public long stage(
            Operation operation,
            String staging,
            TableName target,
            TableDefinition table,
            RowSource rows,
            LongConsumer progress) {
        return swaps.stage(operation, staging, target, table, rows, progress);
    }

    @Override
    public Content staged(String staging, TableName target, List<Column> columns, Runnable alive) {
        return swaps.staged(staging, target, columns, alive);
    }

    @Override
    public Content live(TableName table, List<Column> columns, Runnable alive) {
        return swaps.live(table, columns, alive);
    }

    @Override
    public void unstage(String staging) {
        swaps.unstage(staging);
    }

    @Override
    public void hold(String staging, List<String> tables) {
        swaps.hold(staging, tables);
    }

    @Override
    public void release(String staging) {
        swaps.release(staging);
    }

    @Override
    public SwapResult swap(
            Operation operation, String staging, List<Swap> tables, List<SnapshotView> views, Runnable alive) {
        return swaps.swap(operation, staging, tables, views, alive);
    }

    @Override
    public SwapResult swapBack(Operation operation, Operation swap, List<SwapBack> tables, Runnable alive) {
        return swaps.swapBack(operation, swap, tables, alive);
    }

    @Override
    public Optional<SwapResult> abandon(Operation operation) {
        return swaps.abandon(operation);
    }

    @Override
    public long dropKept(Instant before) {
        return swaps.dropKept(before);
    }
}
