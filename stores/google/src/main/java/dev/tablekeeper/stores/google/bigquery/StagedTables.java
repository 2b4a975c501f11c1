package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobConfiguration;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobStatistics;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.TableId;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.google.bigquery.WriteScript.StagedWrite;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Loads staged Avro parts into tables of their own, which expire after a day. */
final class StagedTables {
    /** Half of a staged table's life: one loaded before that is loaded again, so that none expires under a write. */
    private static final Duration FRESH = Duration.ofHours(12);

    private final Jobs jobs;
    private final Dataset dataset;
    private final ObjectStore objects;
    private final Clock clock;

    StagedTables(Jobs jobs, Dataset dataset, ObjectStore objects, Clock clock) {
        this.jobs = jobs;
        this.dataset = dataset;
        this.objects = objects;
        this.clock = clock;
    }

    /**
     * Loads the rows of one write, and checks that they are as many as was said.
     *
     * @param alive told while it waits; what it throws comes out
     */
    StagedWrite load(Operation operation, TableWrite write, Runnable alive) {
        if (!(write.rows() instanceof Rows.Staged staged)) {
            throw new IllegalArgumentException("BigQuery takes rows that are staged");
        }
        if (staged.objects().isEmpty()) {
            staged.check(0);
            return new StagedWrite(write, dataset.table(write.table().name()), Optional.empty());
        }
        TableDefinition table = write.table();
        boolean numbered = write.mode() == TableWrite.Mode.MERGE;
        List<String> parts = numbered ? new Ordinals(objects).number(table, staged.objects(), alive) : staged.objects();
        List<String> uris = parts.stream().map(objects::uri).toList();
        // The parts are in the name: other rows are another load, whoever asks for them.
        String name = JobNames.load(operation, table.name(), uris);
        Jobs.Done done = jobs.run(
                new Jobs.Once(
                        name,
                        JobNames.label(operation.parameters()),
                        generation -> configuration(name, generation, uris),
                        this::fresh,
                        false),
                alive);
        if (numbered) {
            // They are in BigQuery now; whoever needs them again makes them again.
            parts.forEach(part -> objects.delete(part, Condition.any()));
        }
        JobStatistics.LoadStatistics statistics = done.job().getStatistics();
        staged.check(Optional.ofNullable(statistics.getOutputRows())
                .orElseThrow(() -> new StoreFailure(
                        FailureType.OUTCOME_UNKNOWN,
                        "BigQuery does not say how many rows the job " + name + " has loaded")));
        return new StagedWrite(write, dataset.table(table.name()), Optional.of(table(name, done.generation())));
    }

    private JobConfiguration configuration(String name, int generation, List<String> uris) {
        return LoadJobConfiguration.newBuilder(table(name, generation), uris, FormatOptions.avro())
                .setUseAvroLogicalTypes(true)
                .setDecimalTargetTypes(List.of("NUMERIC", "BIGNUMERIC"))
                .setCreateDisposition(JobInfo.CreateDisposition.CREATE_IF_NEEDED)
                // Nobody else writes to it; a job that is said to have failed may have.
                .setWriteDisposition(JobInfo.WriteDisposition.WRITE_TRUNCATE)
                .build();
    }

    private TableId table(String name, int generation) {
        return dataset.scratch(name + "_g" + generation);
    }

    private boolean fresh(Job job) {
        Long ended = job.getStatistics().getEndTime();
        return ended != null && clock.millis() - ended < FRESH.toMillis();
    }
}
