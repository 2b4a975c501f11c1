package dev.tablekeeper.worker.restore;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.contract.DelegatingSnapshots;
import dev.tablekeeper.stores.contract.DelegatingSwaps;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.snapshot.Snapshots;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.stores.swap.Swaps;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Stands in the steps of backups and restores that go outwards, by name: {@code freeze}, {@code export}, {@code manifest},
 * {@code stage}, {@code compare}, {@code swap}, {@code swapBack}. What it throws there the step throws.
 */
final class Trip {
    private final AtomicReference<Consumer<String>> at = new AtomicReference<>(step -> {});
    private final int together;

    /** @param together what the swaps say of themselves */
    Trip(int together) {
        this.together = together;
    }

    /** From now on. */
    void set(Consumer<String> step) {
        at.set(step);
    }

    private void pass(String step) {
        at.get().accept(step);
    }

    ObjectStore around(ObjectStore store) {
        return new DelegatingObjectStore(store) {
            @Override
            public ObjectWriter create(String name, Condition condition) {
                if (name.endsWith("manifest.json")) {
                    pass("manifest");
                }
                return super.create(name, condition);
            }
        };
    }

    Warehouse around(Warehouse real) {
        Snapshots snapshots = new DelegatingSnapshots(real.snapshots()) {
            @Override
            public Snapshot freeze(
                    Operation operation,
                    Optional<List<String>> tables,
                    List<TableDefinition> described,
                    Runnable alive) {
                pass("freeze");
                return super.freeze(operation, tables, described, alive);
            }

            @Override
            public List<ExportedFile> export(
                    Operation frozen,
                    SnapshotTable table,
                    int slice,
                    ObjectStore into,
                    String prefix,
                    LongConsumer progress) {
                pass("export");
                return super.export(frozen, table, slice, into, prefix, progress);
            }
        };
        Swaps swaps = new DelegatingSwaps(real.swaps()) {
            @Override
            public int together() {
                return together;
            }

            @Override
            public long stage(
                    Operation operation,
                    String staging,
                    TableName target,
                    TableDefinition table,
                    RowSource rows,
                    LongConsumer progress) {
                pass("stage");
                return super.stage(operation, staging, target, table, rows, progress);
            }

            @Override
            public Content staged(String staging, TableName target, List<Column> columns, Runnable alive) {
                pass("compare");
                return super.staged(staging, target, columns, alive);
            }

            @Override
            public SwapResult swap(
                    Operation operation, String staging, List<Swap> tables, List<SnapshotView> views, Runnable alive) {
                pass("swap");
                return super.swap(operation, staging, tables, views, alive);
            }

            @Override
            public SwapResult swapBack(Operation operation, Operation swap, List<SwapBack> tables, Runnable alive) {
                pass("swapBack");
                return super.swapBack(operation, swap, tables, alive);
            }
        };
        return new DelegatingWarehouse(real) {
            @Override
            public Snapshots snapshots() {
                return snapshots;
            }

            @Override
            public Swaps swaps() {
                return swaps;
            }
        };
    }
}
