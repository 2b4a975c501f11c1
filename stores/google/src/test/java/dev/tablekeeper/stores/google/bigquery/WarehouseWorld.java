package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.google.Patience;
import dev.tablekeeper.stores.google.cloudstorage.BucketPlace;
import dev.tablekeeper.stores.google.cloudstorage.CloudStorageClient;
import dev.tablekeeper.stores.google.cloudstorage.CloudStorageObjectStore;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarServer;
import dev.tablekeeper.stores.google.liar.bigquery.BigQueryLiar;
import java.time.Clock;
import java.time.Duration;

/** A project with a dataset and a bucket, on servers of its own. */
final class WarehouseWorld implements AutoCloseable {
    static final Dataset DATASET = new Dataset("a-project", "warehouse");
    private static final String LOCATION = "europe-west1";
    private static final Duration NO_PAUSE = Duration.ofMillis(1);

    final CloudStorageLiar bucket = new CloudStorageLiar("bucket");
    final LiarServer storage = new LiarServer(bucket, Faults.none());
    final BigQueryLiar liar;
    final LiarServer server;
    final CloudStorageObjectStore objects = new CloudStorageObjectStore(
            CloudStorageClient.open(GoogleAccess.none(storage.address())), BucketPlace.of("gs://bucket/objects"));
    final BigQueryClient client;

    WarehouseWorld() {
        this(Clock.systemUTC());
    }

    /** @param clock of BigQuery's */
    WarehouseWorld(Clock clock) {
        liar = new BigQueryLiar(DATASET.project(), LOCATION, bucket, clock);
        server = new LiarServer(liar, Faults.none());
        client = BigQueryClient.open(
                GoogleAccess.none(server.address()), DATASET.project(), LOCATION, new Patience(NO_PAUSE));
        client.call(
                "make the dataset",
                bigQuery -> bigQuery.create(com.google.cloud.bigquery.DatasetInfo.newBuilder(DATASET.id())
                        .setLocation(LOCATION)
                        .build()));
    }

    BigQueryWarehouse warehouse() {
        return BigQueryWarehouse.open(client, DATASET, objects, Clock.systemUTC());
    }

    @Override
    public void close() {
        server.close();
        storage.close();
        liar.close();
    }
}
