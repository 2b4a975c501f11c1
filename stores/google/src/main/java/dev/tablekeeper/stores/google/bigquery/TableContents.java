package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.stores.Content;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What is in tables, found by BigQuery itself, in jobs that others may wait for too. */
record TableContents(BigQueryClient client, Jobs jobs, Clock clock) {
    /** Half of a result's life: one that is older is found anew, so that none expires under who reads it. */
    private static final Duration FRESH = Duration.ofHours(12);

    /** @param hashes the sum of the rows' hashes, as SQL writes it */
    record Found(Content content, String hashes) {}

    /**
     * What is in a table now, which may be other than what it was a moment ago.
     *
     * @param alive told while it waits; what it throws stops the job, and comes out
     */
    Found now(TableId table, List<Column> columns, Runnable alive) {
        alive.run();
        return of(JobNames.read(UUID.randomUUID()), Dataset.sql(table), columns, alive);
    }

    /**
     * What is in a table.
     *
     * @param name of the job: asked again under it, a table that is not as it was is not read again
     * @param from what stands after FROM
     * @param alive told while it waits; what it throws stops the job, and comes out
     */
    Found of(String name, String from, List<Column> columns, Runnable alive) {
        String sql = ContentSql.query(from, columns);
        Jobs.Once once = new Jobs.Once(
                name,
                JobNames.label(sql),
                generation -> QueryJobConfiguration.newBuilder(sql)
                        .setUseLegacySql(false)
                        .build(),
                this::fresh,
                true);
        Job job = jobs.run(once, alive).job();
        FieldValueList row = client.call("read what " + name + " has found", bigQuery -> job.getQueryResults())
                .iterateAll()
                .iterator()
                .next();
        return new Found(ContentSql.content(row), row.get("hashes").getStringValue());
    }

    private boolean fresh(Job job) {
        Long ended = job.getStatistics().getEndTime();
        return ended != null && clock.millis() - ended < FRESH.toMillis();
    }
}
