package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import dev.tablekeeper.stores.snapshot.Snapshots;
import dev.tablekeeper.stores.swap.Swaps;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** A warehouse whose writes go through a {@link Fuse}, the pulling of rows within them too. */
class FusedWarehouse extends DelegatingWarehouse {
    private final Intake intake;
    private final Fuse fuse;

    /** @param intake what it says of itself, so that both ways of a load are taken */
    FusedWarehouse(Warehouse warehouse, Intake intake, Fuse fuse) {
        super(warehouse);
        this.intake = intake;
        this.fuse = fuse;
    }

    @Override
    public Intake intake() {
        return intake;
    }

    @Override
    public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
        if (!fuse.mine(operation.id())) {
            return super.write(operation, writes, progress);
        }
        List<TableWrite> fused = writes.stream()
                .map(w -> new TableWrite(w.table(), w.mode(), fused(w.rows())))
                .toList();
        return fuse.on("warehouse.write", () -> super.write(operation, fused, progress));
    }

    @Override
    public WriteResult rehearse(List<TableWrite> writes, LongConsumer progress) {
        return fuse.on("warehouse.rehearse", () -> super.rehearse(writes, progress));
    }

    @Override
    public Optional<WriteResult> outcome(Operation operation) {
        return fuse.onWork("warehouse.outcome", operation.id(), () -> super.outcome(operation));
    }

    @Override
    public Optional<WriteResult> abandon(Operation operation) {
        return fuse.onWork("warehouse.abandon", operation.id(), () -> super.abandon(operation));
    }

    private Rows fused(Rows rows) {
        if (rows instanceof Rows.Pulled pulled) {
            return new Rows.Pulled(
                    new FusedRows(pulled.source(), "warehouse.write/rows", fuse),
                    taken -> fuse.on("warehouse.write/check", () -> {
                        pulled.check(taken);
                        return taken;
                    }));
        }
        return rows;
    }

    @Override
    public Snapshots snapshots() {
        return new FusedSnapshots(super.snapshots(), fuse);
    }

    @Override
    public Swaps swaps() {
        return new FusedSwaps(super.swaps(), fuse);
    }
}
