package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.RowList;
import dev.tablekeeper.stores.contract.StagedParts;
import dev.tablekeeper.stores.contract.SwapsContract;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** The contract of swaps, as far as the liar plays BigQuery. */
class BigQuerySwapsTest extends SwapsContract {
    private final WarehouseWorld world = new WarehouseWorld();

    BigQuerySwapsTest() {
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

    /** A write's transaction looks for holds; what comes before it needs no waiting. */
    @Override
    protected boolean waitsForWritesFromTheirBeginning() {
        return false;
    }

    /** BigQuery keeps what a JSON text means, not how it is written, and no number beyond its own. */
    @Override
    protected Map<ColumnType, List<Object>> extremes() {
        Map<ColumnType, List<Object>> extremes = new EnumMap<>(super.extremes());
        extremes.put(ColumnType.JSON, List.of("{\"a\":[1,null,\"é\"]}", "null", "[]"));
        return extremes;
    }

    @Override
    protected Rows rows(TableDefinition table, RowList rows) {
        return new StagedParts(objects).stage(table, rows, rows.count());
    }
}
