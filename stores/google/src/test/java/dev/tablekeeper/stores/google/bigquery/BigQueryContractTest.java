package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.StagedWarehouseContract;
import org.junit.jupiter.api.AfterEach;

/** The contract, as far as the liar plays BigQuery. */
class BigQueryContractTest extends StagedWarehouseContract {
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
}
