package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.StagedWarehouseContract;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with rows staged as files. */
class DuckDbStagedRowsTest extends StagedWarehouseContract {
    @TempDir
    private Path folder;

    private ObjectStore objects;

    @Override
    protected ObjectStore objects() {
        return objects;
    }

    @Override
    protected Warehouse open() {
        if (objects == null) {
            objects = new LocalObjectStore(folder.resolve("objects"), "");
        }
        return DuckDbWarehouse.open(folder.resolve("warehouse.duckdb"), objects, new DuckDbSettings(3, 256L << 20));
    }
}
