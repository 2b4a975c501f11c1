package dev.tablekeeper.stores.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.UpkeepContract;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import dev.tablekeeper.stores.upkeep.Change.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of upkeep, with DuckDB, and what DuckDB alone can do. */
class DuckDbUpkeepTest extends UpkeepContract {
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

    @Test
    void aRequiredColumnIsAddedToATableWithoutRows() {
        apply(people(ID, NAME));
        TableDefinition more = people(ID, NAME, AGE.withMode(Mode.REQUIRED));
        assertThat(kinds(apply(more))).containsExactly(Kind.ADD_REQUIRED_COLUMN);
        assertThat(diff(more)).isEmpty();
    }

    @Test
    void upkeepOutlivesTheProcess() {
        apply(people(ID, NAME));
        warehouse.close();
        warehouse = open();
        assertThat(diff(people(ID, NAME))).isEmpty();
    }
}
