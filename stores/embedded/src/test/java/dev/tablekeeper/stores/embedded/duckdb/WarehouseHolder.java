package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Another process that has a warehouse open: says so in one line, and lets go when its input ends. */
final class WarehouseHolder {
    private WarehouseHolder() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (DuckDbWarehouse warehouse = DuckDbWarehouse.open(
                folder.resolve("warehouse.duckdb"),
                new LocalObjectStore(folder.resolve("objects"), ""),
                DuckDbSettings.defaults())) {
            warehouse.check();
            System.out.println("open");
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
