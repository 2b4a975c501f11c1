package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.stores.Content;
import java.util.List;
import java.util.UUID;

/** Finds what is in a table now. */
record Reading(BigQueryClient client, Jobs jobs) {

    /** @param hashes the sum of the rows' hashes, as SQL writes it */
    record Read(Content content, String hashes) {}

    /** @param alive told while it waits; what it throws stops the reading, and comes out */
    Read of(TableId table, List<Column> columns, Runnable alive) {
        alive.run();
        String sql = ContentSql.query(Dataset.sql(table), columns);
        Job job = jobs.run(
                        new Jobs.Once(
                                // Each time anew: a table changes.
                                JobNames.read(UUID.randomUUID()),
                                JobNames.label(sql),
                                generation -> QueryJobConfiguration.of(sql),
                                done -> true,
                                true),
                        alive)
                .job();
        FieldValueList row = client.call("read " + table.getTable(), bigQuery -> job.getQueryResults())
                .iterateAll()
                .iterator()
                .next();
        return new Read(ContentSql.content(row), row.get("hashes").getStringValue());
    }
}
