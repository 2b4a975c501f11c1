package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.RowList;
import dev.tablekeeper.stores.contract.SnapshotsContract;
import dev.tablekeeper.stores.contract.StagedParts;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

    /** What swaps leave in the dataset has names like this one. */
    @Test
    @Override
    protected void whatIsOursIsNotFrozen() {
        world.client.call(
                "make a table",
                bigQuery -> bigQuery.create(TableInfo.of(
                        WarehouseWorld.DATASET.table("tablekeeper_kept"),
                        StandardTableDefinition.of(Schema.of(Field.of("id", StandardSQLTypeName.INT64))))));
        freeze("first");

        assertThat(freeze("second").tables()).extracting(SnapshotTable::name).containsExactly("people", "visits");
    }
}
