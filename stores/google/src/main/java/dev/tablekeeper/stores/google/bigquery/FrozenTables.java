package dev.tablekeeper.stores.google.bigquery;

import static dev.tablekeeper.stores.google.bigquery.Dataset.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.bigquery.CopyJobConfiguration;
import com.google.cloud.bigquery.JobConfiguration;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds tables as they were at an instant, each by a snapshot of its own beside the dataset, which costs nothing while the
 * live table keeps its rows, and expires by itself.
 */
final class FrozenTables {
    /** BigQuery counts jobs and requests; a snapshot itself takes seconds, whatever its table's size. */
    static final int MOST_AT_A_TIME = 8;

    private static final Logger LOG = LoggerFactory.getLogger(FrozenTables.class);
    /** More than a backup takes. */
    private static final Duration LIFE = Duration.ofDays(5);

    private final BigQueryClient client;
    private final Dataset dataset;
    private final Jobs jobs;
    private final Clock clock;

    FrozenTables(BigQueryClient client, Dataset dataset, Jobs jobs, Clock clock) {
        this.client = client;
        this.dataset = dataset;
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * Freezes one table, dropped since or not.
     *
     * @throws StoreFailure UNKNOWN_TABLE where there was none of this name at the instant
     */
    Frozen.Table freeze(Operation operation, Instant instant, String table, Runnable alive) {
        String name = JobNames.frozen(operation, table);
        Jobs.Done copied = once(operation, name, generation -> copy(table, instant, scratch(name, generation)), alive);
        TableId copy = scratch(name, copied.generation());
        ObjectNode frozen = require(copy, table);
        Optional<ObjectNode> live = client.resource(dataset.table(table));
        ObjectNode schema = (ObjectNode) frozen.get("schema");
        ObjectNode kept = TableResource.kept(live.orElse(frozen), schema);
        long rows = rows(frozen);
        Optional<Long> counted = count(table, instant);
        if (counted.isEmpty() || counted.get() == rows) {
            return new Frozen.Table(table, copy.getTable(), rows, schema, kept);
        }
        if (counted.get() < rows) {
            throw new StoreFailure(
                    FailureType.RECONCILIATION_FAILED,
                    "a copy of " + table + " as of " + instant + " holds " + rows + " rows, and a query finds "
                            + counted.get() + ": see to it that no row-level security hides rows from the account that"
                            + " Tablekeeper runs as");
        }
        String all = name + "_all";
        TableId whole = scratch(all, read(operation, all, instant, table, schema, alive));
        long read = rows(require(whole, table));
        if (read != counted.get()) {
            throw new StoreFailure(
                    FailureType.RECONCILIATION_FAILED,
                    table + " had " + counted.get() + " rows at " + instant + ", and " + read
                            + " of them could be frozen; start the backup anew");
        }
        return new Frozen.Table(table, whole.getTable(), read, schema, kept);
    }

    private JobConfiguration copy(String table, Instant instant, TableId to) {
        TableId past = TableId.of(dataset.project(), dataset.name(), table + "@" + instant.toEpochMilli());
        return CopyJobConfiguration.newBuilder(to, past)
                .setOperationType("SNAPSHOT")
                .setDestinationExpirationTime(clock.instant().plus(LIFE).toString())
                .build();
    }

    /**
     * A copy leaves out what was streamed and is in BigQuery's buffer yet; a query reads it. Each generation writes into a
     * table of its own, since a job that is said to have failed may have written.
     */
    private int read(
            Operation operation, String name, Instant instant, String table, ObjectNode schema, Runnable alive) {
        List<String> columns = new ArrayList<>();
        for (JsonNode field : schema.path("fields")) {
            columns.add(quoted(field.get("name").asText()));
        }
        String names = String.join(", ", columns);
        return once(
                        operation,
                        name,
                        generation -> {
                            TableId to = scratch(name, generation);
                            client.create(to, schema, clock.instant().plus(LIFE));
                            return QueryJobConfiguration.newBuilder("INSERT INTO " + Dataset.sql(to) + " (" + names
                                            + ") SELECT " + names + " FROM " + past(table, instant))
                                    .setUseLegacySql(false)
                                    .build();
                        },
                        alive)
                .generation();
    }

    private Jobs.Done once(
            Operation operation, String name, IntFunction<JobConfiguration> configuration, Runnable alive) {
        return jobs.run(
                new Jobs.Once(name, JobNames.label(operation.parameters()), configuration, job -> true, false), alive);
    }

    /** How many rows a table had, in the buffer or not; empty where it is not there any more, and cannot be asked. */
    private Optional<Long> count(String table, Instant instant) {
        String sql = "SELECT COUNT(*) AS n FROM " + past(table, instant);
        try {
            return Optional.of(
                    client.call("count the rows of " + table, bigQuery -> bigQuery.query(QueryJobConfiguration.of(sql)))
                            .iterateAll()
                            .iterator()
                            .next()
                            .get("n")
                            .getLongValue());
        } catch (StoreFailure e) {
            boolean missing = e.type() == FailureType.SOURCE_MISSING || e.type() == FailureType.UNKNOWN_TABLE;
            if (missing && client.resource(dataset.table(table)).isEmpty()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String past(String table, Instant instant) {
        return Dataset.sql(dataset.table(table)) + " FOR SYSTEM_TIME AS OF TIMESTAMP_MILLIS(" + instant.toEpochMilli()
                + ")";
    }

    private ObjectNode require(TableId frozen, String table) {
        return client.resource(frozen).orElseThrow(() -> gone(table));
    }

    /** What is said where somebody has dropped what was frozen. */
    static StoreFailure gone(String table) {
        return new StoreFailure(
                FailureType.SOURCE_MISSING,
                "what was frozen of " + table + " has been released, dropped or has expired: start the backup anew");
    }

    private static long rows(ObjectNode resource) {
        return Long.parseLong(resource.get("numRows").asText());
    }

    private TableId scratch(String name, int generation) {
        return dataset.scratch(name + "_g" + generation);
    }

    /** Drops all that was frozen under an operation, of all attempts; what cannot be dropped expires. */
    void drop(Operation operation) {
        String prefix = JobNames.frozen(operation);
        List<String> names = client.tables(dataset.scratchId()).stream()
                .map(DatasetTable::name)
                .filter(name -> name.startsWith(prefix))
                .toList();
        SideBySide.each(MOST_AT_A_TIME, names, () -> {}, (name, wanted) -> drop(name));
    }

    private boolean drop(String name) {
        TableId id = dataset.scratch(name);
        try {
            return client.call("drop " + name, bigQuery -> bigQuery.delete(id));
        } catch (StoreFailure e) {
            if (e.type() != FailureType.PERMISSION_DENIED) {
                throw e;
            }
            LOG.warn(
                    "{}; to drop a snapshot takes roles/bigquery.dataOwner on the dataset {}. It expires within {} days",
                    e.getMessage(),
                    dataset.scratchId().getDataset(),
                    LIFE.toDays());
            return false;
        }
    }
}
