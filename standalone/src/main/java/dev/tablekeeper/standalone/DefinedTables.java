package dev.tablekeeper.standalone;

import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.table.ViewDefinitions;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbSettings;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbWarehouse;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import dev.tablekeeper.stores.google.bigquery.BigQueryUpkeep;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.Upkeep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The definitions in the folders of tables and views, beside the warehouse that the settings name. Works on that by
 * itself: no server is asked, and a DuckDB file that one holds is refused by its lock.
 */
public final class DefinedTables {
    private final TableDefinitions tables;
    private final ViewDefinitions views;
    private final StoreChoice stores;
    private final Optional<String> location;

    private DefinedTables(
            TableDefinitions tables, ViewDefinitions views, StoreChoice stores, Optional<String> location) {
        this.tables = tables;
        this.views = views;
        this.stores = stores;
        this.location = location;
    }

    /**
     * @param location where the data of a dataset is to be that is not there
     * @throws Failure INVALID_REQUEST where definitions or settings cannot be understood
     */
    public static DefinedTables of(Configuration given, Optional<String> location) {
        Configuration configuration = given.withSecrets(StoreChoice.secrets(given));
        TableDefinitions tables = TableDefinitions.load(configuration.folder(Configuration.TABLES));
        ViewDefinitions views = ViewDefinitions.load(configuration.folder(Configuration.VIEWS), tables);
        return new DefinedTables(tables, views, new StoreChoice(configuration), location);
    }

    /** See {@link Upkeep#diff}. A database that is not there is not made for that. */
    public ChangeReport diff() {
        return with(false, upkeep -> upkeep.diff(tables.all(), views.all()));
    }

    /** See {@link Upkeep#apply}. */
    public ChangeReport apply() {
        return with(true, upkeep -> upkeep.apply(tables.all(), views.all()));
    }

    private ChangeReport with(boolean changing, Function<Upkeep, List<Change>> work) {
        if (stores.inBigQuery()) {
            return new ChangeReport(work.apply(BigQueryUpkeep.open(stores.bigQuery(), stores.dataset(), location)));
        }
        Path file = stores.database();
        try (Warehouse warehouse = changing || Files.exists(file) ? open(file) : empty(file)) {
            return new ChangeReport(work.apply(warehouse.upkeep()));
        }
    }

    /** The database alone, for who stages no rows. */
    static Warehouse open(Path file) {
        try {
            return DuckDbWarehouse.open(file, noRows(file), DuckDbSettings.defaults());
        } catch (StoreFailure e) {
            throw new Failure(e.type(), Configuration.WAREHOUSE + "=duckdb:" + file + ": " + e.getMessage(), e);
        }
    }

    private static Warehouse empty(Path file) {
        return DuckDbWarehouse.inMemory(noRows(file), DuckDbSettings.defaults());
    }

    /** Nothing is staged for upkeep, and nothing read from there. */
    private static LocalObjectStore noRows(Path file) {
        return new LocalObjectStore(file.toAbsolutePath().getParent().resolve("objects"), "");
    }
}
