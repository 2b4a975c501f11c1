package dev.tablekeeper.api;

import dev.tablekeeper.model.row.Fingerprint;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/** Tables that only can be looked at: which there are besides the described ones, and what is in any. */
final class FakeSwaps implements Swaps {
    static final Content AS_RESTORED = new Content(3, new Fingerprint("test", "00"));

    /** Tables that nobody has described. */
    final Set<String> others = ConcurrentHashMap.newKeySet();

    /** What is in every table. */
    volatile Content content = AS_RESTORED;

    @Override
    public Optional<LiveTable> find(TableName table, List<TableDefinition> described) {
        List<Column> columns = List.of(Column.of("id", ColumnType.INT64, Column.Mode.NULLABLE));
        return Optional.of(new LiveTable(TableDefinition.of(table.table(), List.of(), columns), 3))
                .filter(there -> others.contains(table.table()));
    }

    @Override
    public Content live(TableName table, List<Column> columns, Runnable alive) {
        return content;
    }

    @Override
    public int together() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long stage(
            Operation operation,
            String staging,
            TableName target,
            TableDefinition table,
            RowSource rows,
            LongConsumer progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Content staged(String staging, TableName target, List<Column> columns, Runnable alive) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unstage(String staging) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void hold(String staging, List<String> tables) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void release(String staging) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SwapResult swap(
            Operation operation, String staging, List<Swap> tables, List<SnapshotView> views, Runnable alive) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SwapResult swapBack(Operation operation, Operation swap, List<SwapBack> tables, Runnable alive) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<SwapResult> abandon(Operation operation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long dropKept(Instant before) {
        throw new UnsupportedOperationException();
    }
}
