package dev.tablekeeper.api.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.AcceptedJob;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.JobListener;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * Counts jobs and rows. Each job is counted by the process that wrote its record, so sums over all processes are right;
 * like all counters they begin anew with the process.
 */
public final class JobMetrics implements JobListener {
    private static final String ACCEPTED = "tablekeeper.jobs.accepted";
    private static final String ENDED = "tablekeeper.jobs.ended";
    private static final String LOADED = "tablekeeper.rows.loaded";
    private static final String REJECTED = "tablekeeper.rows.rejected";
    private static final List<JobStatus> ENDS = List.of(JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED);
    private static final String TABLE = "table";
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final TableDefinitions tables;

    /** @param tables those that are counted by name */
    public JobMetrics(MeterRegistry registry, TableDefinitions tables) {
        this.registry = registry;
        this.tables = tables;
        // There from the start, since the rate of a series that appears with its first event misses that event.
        tables.all().forEach(table -> List.of(LOADED, REJECTED).forEach(rows -> add(rows, table.name(), 0)));
        for (JobKind kind : JobKind.values()) {
            addJob(ACCEPTED, 0, "kind", kind.text());
            ENDS.forEach(end -> addJob(ENDED, 0, "kind", kind.text(), "status", end.text()));
        }
    }

    @Override
    public void accepted(AcceptedJob job) {
        addJob(ACCEPTED, 1, "kind", job.kind().text());
    }

    @Override
    public void ended(AcceptedJob job, EndedJob ended) {
        addJob(ENDED, 1, "kind", job.kind().text(), "status", ended.status().text());
        if (job.input().path("dryRun").asBoolean()) {
            return;
        }
        if (job.kind() == JobKind.INSERT) {
            ended.result()
                    .ifPresent(result -> result.path("tables")
                            .forEach(table -> count(table.path("table").asText(), table)));
        } else if (job.kind() == JobKind.LOAD) {
            ended.result().ifPresent(result -> job.tables().forEach(table -> count(table, result)));
        }
    }

    private void count(String table, JsonNode result) {
        String name = tables.find(table).map(known -> table).orElse(OTHER);
        add(LOADED, name, result.path("rowsLoaded").asLong());
        add(REJECTED, name, result.path("rowsRejected").asLong());
    }

    private void add(String rows, String table, long count) {
        registry.counter(rows, TABLE, table).increment((double) count);
    }

    private void addJob(String name, long count, String... tags) {
        registry.counter(name, tags).increment((double) count);
    }
}
