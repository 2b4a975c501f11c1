package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.RowList;
import dev.tablekeeper.stores.contract.SnapshotsContract;
import dev.tablekeeper.stores.contract.StagedParts;
import org.junit.jupiter.api.AfterEach;

/** The contract of snapshots, as far as the liar plays BigQuery. */
class BigQuerySnapshotsTest extends SnapshotsContract {
    private final WarehouseWorld world = new WarehouseWorld();

    BigQuerySnapshotsTest() {
        world.liar.keepHistory();
    }

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

    @Override
    protected Rows rows(TableDefinition table, RowList rows) {
        return new StagedParts(world.objects).stage(table, rows, rows.count());
    }
}
