package dev.tablekeeper.stores.contract;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.ResultTable;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.snapshot.Snapshots;
import dev.tablekeeper.stores.swap.Swaps;
import dev.tablekeeper.stores.upkeep.Upkeep;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/** A warehouse that does what another does, for tests that let one thing go wrong. */
public class DelegatingWarehouse implements Warehouse {
    private final Warehouse warehouse;

    public DelegatingWarehouse(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    @Override
    public Intake intake() {
        return warehouse.intake();
    }

    @Override
    public void prepare(List<TableDefinition> tables, List<ViewDefinition> views) {
        warehouse.prepare(tables, views);
    }

    @Override
    public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
        return warehouse.write(operation, writes, progress);
    }

    @Override
    public WriteResult rehearse(List<TableWrite> writes, LongConsumer progress) {
        return warehouse.rehearse(writes, progress);
    }

    @Override
    public Optional<WriteResult> outcome(Operation operation) {
        return warehouse.outcome(operation);
    }

    @Override
    public Optional<WriteResult> abandon(Operation operation) {
        return warehouse.abandon(operation);
    }

    @Override
    public long count(String table) {
        return warehouse.count(table);
    }

    @Override
    public ResultTable sample(TableDefinition table, int limit) {
        return warehouse.sample(table, limit);
    }

    @Override
    public ResultTable view(ViewDefinition view, OptionalInt year) {
        return warehouse.view(view, year);
    }

    @Override
    public Snapshots snapshots() {
        return warehouse.snapshots();
    }

    @Override
    public Swaps swaps() {
        return warehouse.swaps();
    }

    @Override
    public Upkeep upkeep() {
        return warehouse.upkeep();
    }

    @Override
    public void check() {
        warehouse.check();
    }

    @Override
    public void close() {
        warehouse.close();
    }
}
