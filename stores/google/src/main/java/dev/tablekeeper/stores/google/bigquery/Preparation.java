package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetId;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes what is not there, without which nothing goes. Repeatable, and by two at once: what somebody else has made meanwhile is there, and is
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
        if (find(dataset.scratchId()).isEmpty()) {
            createDataset(DatasetInfo.newBuilder(dataset.scratchId())
                    .setLocation(there.getLocation())
                    .setDescription("Rows on their way into " + dataset + "; each table goes after a day.")
                    .setDefaultTableLifetime(SCRATCH_LIFE.toMillis())
                    .build());
        }
        if (table(dataset.ledger()).isEmpty()) {
            create(new OperationLedger(client, dataset).definition());
        }
        if (table(dataset.kept()).isEmpty()) {
            create(new KeptTables(client, dataset).definition());
        }
    }

    void createDataset(DatasetInfo info) {
        client.call(
                "make the dataset " + info.getDatasetId().getDataset(),
                bigQuery -> unlessThere(() -> bigQuery.create(info)));
    }

    Optional<com.google.cloud.bigquery.Dataset> find(DatasetId id) {
        return Optional.ofNullable(
                client.call("look at the dataset " + id.getDataset(), bigQuery -> bigQuery.getDataset(id)));
    }

    /** The dataset itself, which is not made here: where its data is to be is somebody's decision. */
    com.google.cloud.bigquery.Dataset requireDataset() {
        return find(dataset.id())
                .orElseThrow(() -> new StoreFailure(
                        FailureType.NOT_POSSIBLE,
                        "there is no dataset " + dataset
                                + "; create it, where its data is to be: 'tablekeeper tables apply --location EU', or bq mk"
                                + " --location=EU --dataset " + dataset.project() + ":" + dataset.name()));
    }

    /** Another dataset, where it is missing: in the same place, or no job could reach both. */
    void otherDataset(String name) {
        DatasetId id = DatasetId.of(dataset.project(), name);
        if (find(id).isEmpty()) {
            createDataset(
                    DatasetInfo.newBuilder(id).setLocation(client.location()).build());
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

    /** Whether it was made here; if not, somebody else has made it meanwhile. */
    boolean create(TableInfo info) {
        return client.call(
                "make " + info.getTableId().getTable(), bigQuery -> unlessThere(() -> bigQuery.create(info)));
    }

    Optional<Table> table(TableId id) {
        return Optional.ofNullable(client.call("look at " + id.getTable(), bigQuery -> bigQuery.getTable(id)));
    }
}
