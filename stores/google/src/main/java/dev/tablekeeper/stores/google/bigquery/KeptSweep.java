package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Table;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Drops what swaps have kept, when it has had its time. It is asked twice a minute and BigQuery bills each query, so it
 * looks whether the table has grown, which is free, and queries it only then or when the next of its rows is due.
 */
final class KeptSweep {
    private final BigQueryClient client;
    private final Dataset dataset;
    private BigInteger seen = BigInteger.ZERO;
    private Instant due = Instant.MAX;

    KeptSweep(BigQueryClient client, Dataset dataset) {
        this.client = client;
        this.dataset = dataset;
    }

    /** @return how many tables it has dropped; others may have expired */
    synchronized long drop(Instant before) {
        Table table = client.call("look at what was kept", bigQuery -> bigQuery.getTable(dataset.kept()));
        if (table == null || (seen.equals(table.getNumRows()) && !before.isAfter(due))) {
            return 0;
        }
        long dropped = 0;
        Instant next = Instant.MAX;
        for (FieldValueList row : kept(before.minus(KeptTables.LIFE.multipliedBy(2)))) {
            Instant at = KeptTables.at(row);
            if (at.isBefore(before)) {
                String name = row.get("kept").getStringValue();
                if (client.call("drop " + name, bigQuery -> bigQuery.delete(dataset.scratch(name)))) {
                    dropped++;
                }
            } else if (at.isBefore(next)) {
                next = at;
            }
        }
        seen = table.getNumRows();
        due = next;
        return dropped;
    }

    private Iterable<FieldValueList> kept(Instant from) {
        String sql = "SELECT kept, " + KeptTables.MICROS + " FROM " + Dataset.sql(dataset.kept())
                + " WHERE operation <> '' AND done_at > TIMESTAMP_MICROS("
                + ChronoUnit.MICROS.between(Instant.EPOCH, from) + ")";
        return client.call("look for what was kept", bigQuery -> bigQuery.query(QueryJobConfiguration.of(sql)))
                .iterateAll();
    }
}
