package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.CopyJobConfiguration;
import com.google.cloud.bigquery.ExtractJobConfiguration;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobConfiguration;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobStatus;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.QueryJobConfiguration;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Jobs that are done once, by names that are made of what they are for: generation 0 first, and the next one only when the
 * one before has ended failed. Whoever submits a generation that is there already meets that job, so at each moment one
 * job of a name can do its work, however many ask for it and whatever answers are lost.
 */
final class Jobs {
    /** A hash of what was asked for; another one under the same name is somebody's mistake. */
    private static final String PARAMETERS = "tablekeeper_parameters";
    /** One submission's own mark, by which it knows its job again. */
    private static final String ATTEMPT = "tablekeeper_attempt";

    /** So that a billing export tells these jobs from others. */
    private static final Map<String, String> SERVICE = Map.of("service", "tablekeeper");

    static final long FIRST_PAUSE_MILLIS = 50;
    private static final long MOST_PAUSE_MILLIS = 5_000;
    private static final long JOBS_PER_PAGE = 1_000;

    private final BigQueryClient client;
    private final String project;

    Jobs(BigQueryClient client, String project) {
        this.client = client;
        this.project = project;
    }

    /**
     * What is to be done once.
     *
     * @param name of its jobs, without the generation
     * @param parameters at most 63 characters, as a label's value takes
     * @param configuration of a generation
     * @param counts whether a job that others have done still does
     * @param stop whether a job is stopped where its asker gives up, other than to come back
     * @param insist whether another's job that fails while it is waited for is followed by one's own
     */
    record Once(
            String name,
            String parameters,
            IntFunction<JobConfiguration> configuration,
            Predicate<Job> counts,
            boolean stop,
            boolean insist) {
        Once(
                String name,
                String parameters,
                IntFunction<JobConfiguration> configuration,
                Predicate<Job> counts,
                boolean stop) {
            this(name, parameters, configuration, counts, stop, false);
        }
    }

    /** A job that ended well. */
    record Done(Job job, int generation, boolean repeated) {}

    /**
     * Has it done, or finds that it was.
     *
     * @param alive told while it waits; what it throws comes out, unless the job was done all the same
     * @throws StoreFailure OPERATION_MISMATCH, or why the job failed
     */
    Done run(Once once, Runnable alive) {
        int generation = 0;
        Seen seen = submit(once, generation);
        if (usedUp(once, seen)) {
            generation = latest(once.name(), generation);
            seen = new Seen(require(once, generation), false);
        }
        while (usedUp(once, seen)) {
            generation++;
            seen = submit(once, generation);
        }
        Job job = await(once, seen.job(), alive);
        while (once.insist() && !seen.mine() && job.getStatus().getError() != null) {
            generation++;
            seen = submit(once, generation);
            job = await(once, seen.job(), alive);
        }
        if (job.getStatus().getError() != null) {
            throw JobFailures.of(job);
        }
        return new Done(job, generation, !seen.mine());
    }

    /** Whether anybody has ever submitted a job of this name, however it ended. */
    boolean known(String name) {
        return find(id(name, 0)).isPresent();
    }

    /** A job as it was found or made. */
    private record Seen(Job job, boolean mine) {}

    /** Whether it had ended before it was asked for, and what it did does not do: the next generation's turn. */
    private static boolean usedUp(Once once, Seen seen) {
        Job job = seen.job();
        return !seen.mine()
                && ended(job)
                && (job.getStatus().getError() != null || !once.counts().test(job));
    }

    private Seen submit(Once once, int generation) {
        String attempt = UUID.randomUUID().toString();
        Map<String, String> labels = new HashMap<>(SERVICE);
        labels.put(PARAMETERS, once.parameters());
        labels.put(ATTEMPT, attempt);
        JobConfiguration configuration = labelled(once.configuration().apply(generation), labels);
        JobId id = id(once.name(), generation);
        client.call("start the job " + id.getJob(), bigQuery -> {
            try {
                return bigQuery.create(JobInfo.of(id, configuration));
            } catch (BigQueryException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw e;
                }
                // It is there, and older than a day.
                return null;
            }
        });
        // Read again in any case: one that was there before comes back without its labels.
        Job job = require(once, generation);
        return new Seen(job, attempt.equals(labels(job).get(ATTEMPT)));
    }

    private Job require(Once once, int generation) {
        JobId id = id(once.name(), generation);
        Job job = find(id).orElseThrow(() -> new StoreFailure(
                FailureType.UNAVAILABLE, "the job " + id.getJob() + " was started and cannot be found yet"));
        String there = labels(job).get(PARAMETERS);
        if (!once.parameters().equals(there)) {
            throw new StoreFailure(
                    FailureType.OPERATION_MISMATCH,
                    "the job " + id.getJob() + " was started with other parameters (" + there + ", not "
                            + once.parameters() + "); use another id for another write");
        }
        return job;
    }

    /** The last generation there is, given that one is there. They have no gaps, so looks double, then halve. */
    private int latest(String name, int there) {
        int known = there;
        int step = 1;
        while (find(id(name, known + step)).isPresent()) {
            known += step;
            step *= 2;
        }
        int missing = known + step;
        while (missing - known > 1) {
            int middle = known + (missing - known) / 2;
            if (find(id(name, middle)).isPresent()) {
                known = middle;
            } else {
                missing = middle;
            }
        }
        return known;
    }

    private Job await(Once once, Job begun, Runnable alive) {
        Job job = begun;
        long pause = FIRST_PAUSE_MILLIS;
        Optional<RuntimeException> enough = Optional.empty();
        while (!ended(job)) {
            if (enough.isEmpty()) {
                try {
                    alive.run();
                } catch (RuntimeException e) {
                    if (!once.stop() || comesBack(e)) {
                        throw e;
                    }
                    enough = Optional.of(e);
                    cancel(job.getJobId());
                }
            }
            pause(pause);
            pause = next(pause);
            JobId id = job.getJobId();
            job = find(id).orElseThrow(() -> new StoreFailure(
                    FailureType.OUTCOME_UNKNOWN, "BigQuery does not know the job " + id.getJob() + " any more"));
        }
        if (enough.isPresent() && job.getStatus().getError() != null) {
            throw enough.get();
        }
        return job;
    }

    /** Whether whoever gives up is going to try again: then the job had better go on. */
    static boolean comesBack(RuntimeException e) {
        return e instanceof Failure failure && failure.type().remedy() == FailureType.Remedy.WAIT;
    }

    /** Waits until those jobs have ended that are under way now, whoever has made them. */
    void awaitOthers(Predicate<String> meant) {
        List<JobId> others = new ArrayList<>();
        client.call("list the jobs under way", bigQuery -> {
            others.clear();
            bigQuery.listJobs(
                            BigQuery.JobListOption.stateFilter(JobStatus.State.PENDING, JobStatus.State.RUNNING),
                            BigQuery.JobListOption.pageSize(JOBS_PER_PAGE))
                    .iterateAll()
                    .forEach(job -> others.add(job.getJobId()));
            return others;
        });
        for (JobId other : others) {
            long pause = FIRST_PAUSE_MILLIS;
            while (meant.test(other.getJob())
                    && find(other).filter(job -> !ended(job)).isPresent()) {
                pause(pause);
                pause = next(pause);
            }
        }
    }

    static long next(long pauseMillis) {
        return Math.min(MOST_PAUSE_MILLIS, pauseMillis * 3 / 2);
    }

    private void cancel(JobId id) {
        client.call("stop the job " + id.getJob(), bigQuery -> bigQuery.cancel(id));
    }

    private Optional<Job> find(JobId id) {
        return Optional.ofNullable(client.call("look at the job " + id.getJob(), bigQuery -> bigQuery.getJob(id)));
    }

    private JobId id(String name, int generation) {
        return JobId.newBuilder()
                .setProject(project)
                .setLocation(client.location())
                .setJob(name + "_g" + generation)
                .build();
    }

    private static boolean ended(Job job) {
        return JobStatus.State.DONE.equals(job.getStatus().getState());
    }

    private static Map<String, String> labels(Job job) {
        Map<String, String> labels = null;
        if (job.getConfiguration() instanceof QueryJobConfiguration query) {
            labels = query.getLabels();
        } else if (job.getConfiguration() instanceof LoadJobConfiguration load) {
            labels = load.getLabels();
        } else if (job.getConfiguration() instanceof CopyJobConfiguration copy) {
            labels = copy.getLabels();
        } else if (job.getConfiguration() instanceof ExtractJobConfiguration extract) {
            labels = extract.getLabels();
        }
        return labels == null ? Map.of() : labels;
    }

    private static JobConfiguration labelled(JobConfiguration configuration, Map<String, String> labels) {
        if (configuration instanceof QueryJobConfiguration query) {
            return query.toBuilder().setLabels(labels).build();
        }
        if (configuration instanceof CopyJobConfiguration copy) {
            return copy.toBuilder().setLabels(labels).build();
        }
        if (configuration instanceof ExtractJobConfiguration extract) {
            return extract.toBuilder().setLabels(labels).build();
        }
        return ((LoadJobConfiguration) configuration)
                .toBuilder().setLabels(labels).build();
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(FailureType.UNAVAILABLE, "interrupted while a job of BigQuery runs", e);
        }
    }
}
