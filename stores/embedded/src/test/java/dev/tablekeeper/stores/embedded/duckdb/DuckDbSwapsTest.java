package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.SwapsContract;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of swaps, with DuckDB and local files. */
class DuckDbSwapsTest extends SwapsContract {
    @TempDir
    private Path folder;

    @Override
    protected Warehouse open() {
        return DuckDbWarehouse.open(folder.resolve("warehouse.duckdb"), objects(), new DuckDbSettings(3, 256L << 20));
    }

    @Override
    protected ObjectStore objects() {
        return new LocalObjectStore(folder.resolve("objects"), "");
    }
}
