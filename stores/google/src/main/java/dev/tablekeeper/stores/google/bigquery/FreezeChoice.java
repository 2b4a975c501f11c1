package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.QueryJobConfiguration;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Chooses once what a snapshot holds, and as of when: a job whose id is made from the operation, whose text is the list of
 * tables, and whose creation is the instant. Whoever asks again meets that job and reads both from it.
 *
 * <p>Why the instant is right: BigQuery tells a job's creation in whole milliseconds, rounded down. One millisecond later is
 * after all that was answered before the job was asked for, in the same millisecond too. It is read only when BigQuery's own
 * clock has been seen beyond it: so nothing can be committed at or before it any more, and all tables are read in the same
 * past, however long that takes.
 */
final class FreezeChoice {
    private static final String TABLES = "SELECT '";
    private static final String AS_TABLES = "' AS frozen_tables";
    private static final String RELEASED = "SELECT 'released' AS released";
    /** What no table's name holds. */
    private static final String SEPARATOR = "/";
    /** BigQuery takes a megabyte of text. */
    private static final int MOST_TEXT = 900_000;

    private final Jobs jobs;

    FreezeChoice(Jobs jobs) {
        this.jobs = jobs;
    }

    /** What was chosen. */
    record Chosen(Instant instant, List<String> tables) {
        Chosen {
            tables = List.copyOf(tables);
        }
    }

    /**
     * Chooses these tables, or finds what was chosen before.
     *
     * @throws StoreFailure OPERATION_ABANDONED where the snapshot was let go of before
     */
    Chosen choose(Operation operation, List<String> tables, Runnable alive) {
        String text = TABLES + String.join(SEPARATOR, tables) + AS_TABLES;
        if (text.length() > MOST_TEXT) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    tables.size() + " tables are too many for one backup on BigQuery: name some of them, in several");
        }
        Job job = jobs.run(once(JobNames.freeze(operation), operation, text, any -> true), alive)
                .job();
        long instant = job.getStatistics().getCreationTime() + 1;
        List<String> chosen = tables(job).orElseThrow(() -> abandoned(operation));
        awaitEndOf(instant, job, operation, alive);
        return new Chosen(Instant.ofEpochMilli(instant), chosen);
    }

    static StoreFailure abandoned(Operation operation) {
        return new StoreFailure(
                FailureType.OPERATION_ABANDONED,
                "what " + operation.id() + " was to freeze has been released; start the backup anew");
    }

    /** Whether anybody has chosen yet. */
    boolean begun(Operation operation) {
        return jobs.known(JobNames.freeze(operation));
    }

    /** From now on, nothing is frozen under this operation any more; what was, can be let go of. */
    void release(Operation operation) {
        Job job = jobs.run(once(JobNames.freeze(operation), operation, RELEASED, any -> true), () -> {})
                .job();
        if (tables(job).isPresent()) {
            jobs.run(once(JobNames.released(operation), operation, RELEASED, any -> true), () -> {});
        }
    }

    /** Whether it was let go of, by a job that is there whatever became of it. */
    boolean released(Operation operation) {
        return jobs.known(JobNames.released(operation));
    }

    private static Optional<List<String>> tables(Job job) {
        String text = ((QueryJobConfiguration) job.getConfiguration()).getQuery();
        if (!text.endsWith(AS_TABLES)) {
            return Optional.empty();
        }
        String list = text.substring(TABLES.length(), text.length() - AS_TABLES.length());
        return Optional.of(list.isEmpty() ? List.of() : List.of(list.split(SEPARATOR)));
    }

    /** Asks for jobs until one was created, or has ended, after that millisecond: almost always the first one has. */
    private void awaitEndOf(long instant, Job chooser, Operation operation, Runnable alive) {
        Jobs.Once look = once(JobNames.freeze(operation) + "_clock", operation, "SELECT 1", job -> after(instant, job));
        Job job = chooser;
        while (!after(instant, job)) {
            job = jobs.run(look, alive).job();
        }
    }

    private static boolean after(long instant, Job job) {
        return job.getStatistics().getEndTime() > instant;
    }

    private static Jobs.Once once(String name, Operation operation, String sql, Predicate<Job> counts) {
        return new Jobs.Once(
                name,
                JobNames.label(operation.parameters()),
                generation -> QueryJobConfiguration.newBuilder(sql)
                        .setUseLegacySql(false)
                        .build(),
                counts,
                false);
    }
}
