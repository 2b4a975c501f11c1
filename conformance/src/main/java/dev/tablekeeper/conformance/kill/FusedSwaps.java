package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.contract.DelegatingSwaps;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.stores.swap.Swaps;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Swaps that go through a {@link Fuse}, the reading of rows to stage too. Only what no job asks for goes past it. */
final class FusedSwaps extends DelegatingSwaps {
    private final Fuse fuse;

    FusedSwaps(Swaps swaps, Fuse fuse) {
        super(swaps);
        this.fuse = fuse;
    }

    @Override
    public Optional<LiveTable> find(TableName table, List<TableDefinition> described) {
        return fuse.on("swaps.find", () -> super.find(table, described));
    }

    @Override
    public long stage(
            Operation operation,
            String staging,
            TableName target,
            TableDefinition table,
            RowSource rows,
            LongConsumer progress) {
        if (!fuse.mine(operation.id())) {
            return super.stage(operation, staging, target, table, rows, progress);
        }
        RowSource fused = new FusedRows(rows, "swaps.stage/rows", fuse);
        return fuse.on("swaps.stage", () -> super.stage(operation, staging, target, table, fused, progress));
    }

    @Override
    public Content staged(String staging, TableName target, List<Column> columns, Runnable alive) {
        return fuse.onWork("swaps.staged", staging, () -> super.staged(staging, target, columns, alive));
    }

    @Override
    public Content live(TableName table, List<Column> columns, Runnable alive) {
        return fuse.on("swaps.live", () -> super.live(table, columns, alive));
    }

    @Override
    public void unstage(String staging) {
        fuse.onWork("swaps.unstage", staging, () -> {
            super.unstage(staging);
            return staging;
        });
    }

    @Override
    public void hold(String staging, List<String> tables) {
        fuse.onWork("swaps.hold", staging, () -> {
            super.hold(staging, tables);
            return staging;
        });
    }

    @Override
    public void release(String staging) {
        fuse.onWork("swaps.release", staging, () -> {
            super.release(staging);
            return staging;
        });
    }

    @Override
    public SwapResult swap(
            Operation operation, String staging, List<Swap> tables, List<SnapshotView> views, Runnable alive) {
        return fuse.onWork("swaps.swap", operation.id(), () -> super.swap(operation, staging, tables, views, alive));
    }

    @Override
    public SwapResult swapBack(Operation operation, Operation swap, List<SwapBack> tables, Runnable alive) {
        return fuse.onWork("swaps.swapBack", operation.id(), () -> super.swapBack(operation, swap, tables, alive));
    }

    @Override
    public Optional<SwapResult> abandon(Operation operation) {
        return fuse.onWork("swaps.abandon", operation.id(), () -> super.abandon(operation));
    }
}
