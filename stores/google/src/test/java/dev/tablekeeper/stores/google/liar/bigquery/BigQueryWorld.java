package dev.tablekeeper.stores.google.liar.bigquery;

import com.google.cloud.NoCredentials;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryOptions;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarServer;

/** A project of its own on a server of its own, with Google's client. */
final class BigQueryWorld implements AutoCloseable {
    static final String PROJECT = "a-project";
    static final String LOCATION = "europe-west1";

    final TestClock clock = new TestClock();
    final CloudStorageLiar bucket = new CloudStorageLiar("bucket");
    final BigQueryLiar liar = new BigQueryLiar(PROJECT, LOCATION, bucket, clock);
    final LiarServer server = new LiarServer(liar, Faults.none());
    final BigQuery client = BigQueryOptions.newBuilder()
            .setProjectId(PROJECT)
            .setLocation(LOCATION)
            .setHost(server.address().toString())
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();

    @Override
    public void close() {
        server.close();
        liar.close();
    }
}
