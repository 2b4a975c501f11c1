package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.PulledWarehouseContract;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with rows pulled by DuckDB's own threads. */
class DuckDbPulledRowsTest extends PulledWarehouseContract {
    @TempDir
    private Path folder;

    @Override
    protected Warehouse open() {
        return DuckDbWarehouse.open(
                folder.resolve("warehouse.duckdb"),
                new LocalObjectStore(folder.resolve("objects"), ""),
                new DuckDbSettings(3, 256L << 20));
    }
}
