package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.DatasetId;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.probe.Probe;
import dev.tablekeeper.stores.probe.Probe.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Whether what Tablekeeper does in BigQuery is permitted and possible: each thing is done once and leaves nothing behind.
 * Needs no dataset: that there is none is a finding.
 */
public final class BigQueryProbes {
    /** Backups look back in time, and may be asked to a day late. */
    private static final long LEAST_TIME_TRAVEL_HOURS = 48;

    private static final long USUAL_TIME_TRAVEL_HOURS = 168;
    private static final Duration PROBE_LIFE = Duration.ofHours(1);

    private final Supplier<BigQueryClient> client;
    private final Dataset dataset;
    private final String jobUser;

    /** @param access asked anew by each probe, so that what is wrong with it is said by each */
    public BigQueryProbes(Supplier<GoogleAccess> access, Dataset dataset) {
        this.client = () -> BigQueryClient.anywhere(access.get(), dataset.project());
        this.dataset = dataset;
        jobUser = "roles/bigquery.jobUser on the project " + dataset.project();
    }

    /** Where the dataset is. */
    public String location() {
        return look(dataset.id()).getLocation();
    }

    /** Dataset, jobs, tables of its own; then each of these tables, and each of these views. */
    public List<Probe> all(List<String> tables, List<String> views) {
        List<Probe> probes = new ArrayList<>(List.of(
                new Probe("dataset " + dataset, this::datasetIsThere),
                new Probe("jobs in " + dataset.project(), () -> dryRun("run jobs", "SELECT 1", jobUser)),
                new Probe("making tables in " + dataset.name(), () -> makeTable(dataset.id())),
                new Probe("dataset " + dataset.scratchId().getDataset(), this::scratchIsThere),
                new Probe(
                        "making tables in " + dataset.scratchId().getDataset(), () -> makeTable(dataset.scratchId()))));
        probes.add(new Probe("table " + dataset.ledger().getTable(), () -> readTable(dataset.ledger())));
        tables.forEach(table -> probes.add(new Probe("table " + table, () -> readTable(dataset.table(table)))));
        views.forEach(view -> probes.add(new Probe("view " + view, () -> readView(dataset.table(view)))));
        return probes;
    }

    private Outcome datasetIsThere() {
        com.google.cloud.bigquery.Dataset there = look(dataset.id());
        long hours = there.getMaxTimeTravelHours() == null ? USUAL_TIME_TRAVEL_HOURS : there.getMaxTimeTravelHours();
        if (hours < LEAST_TIME_TRAVEL_HOURS) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    "its time travel reaches back " + hours + " hours, and backups need " + LEAST_TIME_TRAVEL_HOURS
                            + ": bq update --max_time_travel_hours=" + LEAST_TIME_TRAVEL_HOURS + " --dataset "
                            + dataset.project() + ":" + dataset.name());
        }
        return Outcome.ok("in " + there.getLocation() + ", with " + hours + " hours of time travel");
    }

    private Outcome scratchIsThere() {
        com.google.cloud.bigquery.Dataset scratch = look(dataset.scratchId());
        String there = scratch.getLocation();
        String wanted = location();
        if (!there.equalsIgnoreCase(wanted)) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    "it is in " + there + ", and " + dataset + " in " + wanted
                            + ": delete it, its tables are for a day only; the next start makes it anew");
        }
        return Outcome.ok("in " + there);
    }

    private com.google.cloud.bigquery.Dataset look(DatasetId id) {
        com.google.cloud.bigquery.Dataset there =
                client.get().call("look at the dataset " + id.getDataset(), editor(id), b -> b.getDataset(id));
        if (there == null) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    "there is no dataset " + id.getProject() + "." + id.getDataset()
                            + ": 'tablekeeper tables apply --location LOCATION' makes it, with roles/bigquery.user on the"
                            + " project; or is " + id.getProject() + " not the project that is meant?");
        }
        return there;
    }

    private static String editor(DatasetId id) {
        return "roles/bigquery.dataEditor on the dataset " + id.getDataset();
    }

    private Outcome dryRun(String doing, String sql, String roles) {
        QueryJobConfiguration query = QueryJobConfiguration.newBuilder(sql)
                .setUseLegacySql(false)
                .setDryRun(true)
                .build();
        client.get().call(doing, roles, bigQuery -> bigQuery.create(JobInfo.of(query)));
        return Outcome.ok("permitted");
    }

    /** One that goes by itself, if this is cut off before it is dropped. */
    private Outcome makeTable(DatasetId where) {
        TableId id = TableId.of(
                where.getProject(),
                where.getDataset(),
                "tablekeeper_check_" + UUID.randomUUID().toString().replace('-', '_'));
        TableInfo info = TableInfo.newBuilder(
                        id, StandardTableDefinition.of(Schema.of(Field.of("probe", StandardSQLTypeName.BOOL))))
                .setExpirationTime(System.currentTimeMillis() + PROBE_LIFE.toMillis())
                .build();
        String roles = editor(where);
        BigQueryClient now = client.get();
        now.call("make a table in " + where.getDataset(), roles, bigQuery -> bigQuery.create(info));
        try {
            now.call("look at a table in " + where.getDataset(), roles, bigQuery -> bigQuery.getTable(id));
        } finally {
            now.call("delete a table in " + where.getDataset(), roles, bigQuery -> bigQuery.delete(id));
        }
        return Outcome.ok("made one, looked at it, deleted it");
    }

    private Outcome readTable(TableId id) {
        String roles = editor(dataset.id());
        BigQueryClient now = client.get();
        if (now.call("look at " + id.getTable(), roles, bigQuery -> bigQuery.getTable(id)) == null) {
            return absent();
        }
        now.call(
                "read " + id.getTable(),
                roles,
                bigQuery ->
                        bigQuery.listTableData(id, com.google.cloud.bigquery.BigQuery.TableDataListOption.pageSize(1)));
        return Outcome.ok("can be read");
    }

    private Outcome readView(TableId id) {
        String roles = editor(dataset.id());
        if (client.get().call("look at " + id.getTable(), roles, bigQuery -> bigQuery.getTable(id)) == null) {
            return absent();
        }
        dryRun("query " + id.getTable(), "SELECT * FROM " + Dataset.sql(id), jobUser + " and " + roles);
        return Outcome.ok("can be queried");
    }

    private static Outcome absent() {
        return Outcome.warning("is not there yet; the next start makes it, or 'tablekeeper tables apply'");
    }
}
