package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.RowList;
import dev.tablekeeper.stores.contract.StagedParts;
import dev.tablekeeper.stores.contract.SwapsContract;
import org.junit.jupiter.api.AfterEach;

/** The contract of swaps, as far as the liar plays BigQuery. */
class BigQuerySwapsTest extends SwapsContract {
    private final WarehouseWorld world = new WarehouseWorld();

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Override
    protected Warehouse open() {
        return world.warehouse();
    }

    @Override
    protected ObjectStore objects() {
        return world.objects;
    }

    /** A write's transaction looks for holds; what comes before it needs no waiting. */
    @Override
    protected boolean waitsForWritesFromTheirBeginning() {
        return false;
    }

    @Override
    protected Rows rows(TableDefinition table, RowList rows) {
        return new StagedParts(objects).stage(table, rows, rows.count());
    }
}
