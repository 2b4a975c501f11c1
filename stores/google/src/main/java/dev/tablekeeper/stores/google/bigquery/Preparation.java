package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.Clustering;
import com.google.cloud.bigquery.DatasetId;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.TimePartitioning;
import com.google.cloud.bigquery.ViewDefinition;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes what is missing in a dataset. Repeatable, and by two at once: what somebody else has made meanwhile is there, and is
 * compared like everything that is there.
 */
final class Preparation {
    private static final Duration SCRATCH_LIFE = Duration.ofDays(1);

    private final BigQueryClient client;
    private final Dataset dataset;

    Preparation(BigQueryClient client, Dataset dataset) {
        this.client = client;
        this.dataset = dataset;
    }

    /** What Tablekeeper needs in the dataset and beside it. */
    void ownPlaces() {
        com.google.cloud.bigquery.Dataset there = requireDataset();
        String scratch = dataset.scratchId().getDataset();
        if (client.call("look at the dataset " + scratch, bigQuery -> bigQuery.getDataset(dataset.scratchId()))
                == null) {
            DatasetInfo info = DatasetInfo.newBuilder(dataset.scratchId())
                    .setLocation(there.getLocation())
                    .setDescription("Rows on their way into " + dataset + "; each table goes after a day.")
                    .setDefaultTableLifetime(SCRATCH_LIFE.toMillis())
                    .build();
            client.call("make the dataset " + scratch, bigQuery -> unlessThere(() -> bigQuery.create(info)));
        }
        if (table(dataset.ledger()).isEmpty()) {
            create(new OperationLedger(client, dataset).definition());
        }
        if (table(dataset.kept()).isEmpty()) {
            create(new KeptTables(client, dataset).definition());
        }
    }

    /** The dataset itself, which is not made here: where its data is to be is somebody's decision. */
    com.google.cloud.bigquery.Dataset requireDataset() {
        com.google.cloud.bigquery.Dataset there =
                client.call("look at the dataset " + dataset, bigQuery -> bigQuery.getDataset(dataset.id()));
        if (there == null) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    "there is no dataset " + dataset
                            + "; create it, where its data is to be: bq mk --location=EU --dataset " + dataset.project()
                            + ":" + dataset.name());
        }
        return there;
    }

    /** Another dataset, where it is missing: in the same place, or no job could reach both. */
    void otherDataset(String name) {
        DatasetId id = DatasetId.of(dataset.project(), name);
        if (client.call("look at the dataset " + name, bigQuery -> bigQuery.getDataset(id)) == null) {
            DatasetInfo info =
                    DatasetInfo.newBuilder(id).setLocation(client.location()).build();
            client.call("make the dataset " + name, bigQuery -> unlessThere(() -> bigQuery.create(info)));
        }
    }

    static boolean unlessThere(Runnable create) {
        try {
            create.run();
            return true;
        } catch (BigQueryException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            return false;
        }
    }

    /** Creates a table, or adds the columns that are new and that its rows can do without; returns how it still differs. */
    List<String> createOrExtend(TableDefinition table) {
        TableId id = dataset.table(table.name());
        Optional<Table> there = table(id);
        if (there.isEmpty()) {
            create(info(id, table));
            there = table(id);
        }
        Table found = there.orElseThrow(() -> new StoreFailure(
                FailureType.UNAVAILABLE, "the table " + id.getTable() + " was made and cannot be found"));
        if (!(found.getDefinition() instanceof StandardTableDefinition definition)) {
            return List.of(table.name() + " is a " + found.getDefinition().getType() + ", not a table");
        }
        List<Column> missing = TableSchema.addable(table, definition.getSchema());
        if (missing.isEmpty()) {
            return TableSchema.differences(table, definition.getSchema());
        }
        List<Field> fields = new ArrayList<>(definition.getSchema().getFields());
        missing.forEach(column -> fields.add(TableSchema.field(column)));
        Schema extended = Schema.of(fields);
        client.call(
                "add columns to " + table.name(),
                bigQuery -> bigQuery.update(found.toBuilder()
                        .setDefinition(
                                definition.toBuilder().setSchema(extended).build())
                        .build()));
        return TableSchema.differences(table, extended);
    }

    static TableInfo info(TableId id, TableDefinition table) {
        StandardTableDefinition.Builder definition =
                StandardTableDefinition.newBuilder().setSchema(TableSchema.of(table));
        table.partitionBy()
                .ifPresent(
                        column -> definition.setTimePartitioning(TimePartitioning.newBuilder(TimePartitioning.Type.DAY)
                                .setField(column)
                                .build()));
        if (!table.clusterBy().isEmpty()) {
            definition.setClustering(
                    Clustering.newBuilder().setFields(table.clusterBy()).build());
        }
        return TableInfo.newBuilder(id, definition.build())
                .setDescription(table.description())
                .setLabels(table.labels())
                .build();
    }

    void createOrReplace(dev.tablekeeper.model.table.ViewDefinition view) {
        TableId id = dataset.table(view.name());
        ViewDefinition wanted = ViewDefinition.newBuilder(view.sqlFor(dataset.inViews()))
                .setUseLegacySql(false)
                .build();
        TableInfo info = TableInfo.newBuilder(id, wanted)
                .setDescription(view.description())
                .build();
        Optional<Table> there = table(id);
        if (there.isEmpty()) {
            create(info);
        } else if (!(there.get().getDefinition() instanceof ViewDefinition found)) {
            throw new StoreFailure(
                    FailureType.TABLE_CHANGED,
                    view.name() + " is a table, not a view. Mend the definition, or drop the table");
        } else if (!found.getQuery().equals(wanted.getQuery())) {
            client.call("change the view " + view.name(), bigQuery -> bigQuery.update(info));
        }
    }

    private void create(TableInfo info) {
        client.call("make " + info.getTableId().getTable(), bigQuery -> unlessThere(() -> bigQuery.create(info)));
    }

    private Optional<Table> table(TableId id) {
        return Optional.ofNullable(client.call("look at " + id.getTable(), bigQuery -> bigQuery.getTable(id)));
    }
}
