package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what has had its time: claims, records and rejects of jobs that ended long ago; what failed jobs have staged;
 * input that no job was ever accepted for. Everything is deleted for a reason that does not pass (a job that has ended
 * stays so), in an order that can be cut anywhere and begun again, so sweeping twice at once does no harm.
 */
public final class Expiry {
    /** How long a failed job can be retried from what it staged. */
    public static final Duration FAILED_INPUT = Duration.ofDays(30);

    /** How long an idempotency key is remembered; a job is so at least as long. */
    public static final Duration KEYS = Duration.ofDays(7);

    /**
     * What a claim leads to outlives it by this: a request that found the claim has ended long before, since a connection
     * that is silent for minutes is closed. So no claim names a job or an input that is gone.
     */
    private static final Duration CLAIMS_GO_FIRST = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final int PAGE = 500;

    private final ObjectStore objects;
    private final JobRecords records;
    private final Clock clock;
    private final Duration keepJobs;

    /** @param keepJobs how long an ended job can be read; at least {@link #KEYS} */
    public Expiry(ObjectStore objects, JobRecords records, Clock clock, Duration keepJobs) {
        if (keepJobs.compareTo(KEYS) < 0) {
            throw new IllegalArgumentException("jobs are kept for at least " + KEYS.toDays() + " days");
        }
        this.objects = objects;
        this.records = records;
        this.clock = clock;
        this.keepJobs = keepJobs;
    }

    /** Deletes all that is due; returns how many objects that were. */
    public long sweep() {
        Instant now = clock.instant();
        long deleted = updatedBefore(Names.IDEMPOTENCY, now.minus(KEYS));
        deleted += updatedBefore(Names.SOURCES, now.minus(keepJobs));
        deleted += jobs(now.minus(keepJobs).minus(CLAIMS_GO_FIRST));
        deleted += input(Names.STAGING, now);
        deleted += input(Names.UPLOADS, now);
        if (deleted > 0) {
            LOG.info("{} objects that had had their time were deleted", deleted);
        }
        return deleted;
    }

    private long updatedBefore(String prefix, Instant before) {
        return deleteAll(prefix, object -> object.updated().isBefore(before));
    }

    private long jobs(Instant before) {
        long deleted = 0;
        String after = "";
        List<JobIndex.Entry> entries;
        do {
            entries = records.index().endedAcceptedUpTo(before, after, PAGE);
            for (JobIndex.Entry entry : entries) {
                after = entry.position();
                Optional<EndedJob> ended = records.ended(entry.id());
                // Without its end the rest of it is what an earlier sweep left.
                if (ended.map(e -> e.finishedAt().isBefore(before)).orElse(true)) {
                    deleted += job(entry);
                }
            }
        } while (entries.size() == PAGE);
        return deleted + neverAccepted(before);
    }

    /** The acceptance goes before the end, or the job would look open; its name in the list, which leads here, last. */
    private long job(JobIndex.Entry entry) {
        long deleted = deleteAll(Names.REJECTS + entry.id() + ".", object -> true)
                + deleteAll(Names.REJECTS + entry.id() + "-", object -> true)
                + deleteAll(Names.staging(entry.id()), object -> true)
                + (objects.delete(Names.upload(entry.id()), Condition.any()) ? 1 : 0)
                + (objects.delete(Names.accepted(entry.id()), Condition.any()) ? 1 : 0)
                + deleteAll(Names.record(entry.id()), object -> true);
        records.index().delete(entry);
        return deleted + 1;
    }

    /** Names in the list whose acceptance was cut off. */
    private long neverAccepted(Instant before) {
        long deleted = 0;
        String after = "";
        List<JobIndex.Entry> entries;
        do {
            entries = records.index().open(after, PAGE);
            for (JobIndex.Entry entry : entries) {
                after = entry.position();
                if (entry.acceptedAt().isBefore(before)
                        && records.accepted(entry.id()).isEmpty()) {
                    records.index().delete(entry);
                    deleted++;
                }
            }
        } while (entries.size() == PAGE);
        return deleted;
    }

    private long input(String folder, Instant now) {
        long deleted = 0;
        List<StoredObject> next = objects.list(folder, "", 1);
        while (!next.isEmpty()) {
            String first = next.get(0).name();
            int slash = first.indexOf('/', folder.length());
            boolean alone = slash < 0;
            String all = alone ? first : first.substring(0, slash + 1);
            String job = all.substring(folder.length(), alone ? all.length() : slash);
            Instant before = inputGoesIfBefore(job, now);
            deleted += deleteAll(
                    all,
                    object -> object.updated().isBefore(before)
                            && (!alone || object.name().equals(all)));
            // Behind all of this job and before the next, since '0' is what follows '/'.
            next = objects.list(folder, alone ? all : folder + job + "0", 1);
        }
        return deleted;
    }

    /** Also of a job that succeeded: an attempt that was thought dead may have staged something after its end. */
    private Instant inputGoesIfBefore(String job, Instant now) {
        if (!JobIds.valid(job)) {
            return Instant.MIN;
        }
        if (records.accepted(job).isEmpty()) {
            return now.minus(KEYS).minus(CLAIMS_GO_FIRST);
        }
        Optional<EndedJob> ended = records.ended(job);
        boolean due = ended.isPresent()
                && (ended.get().status() != JobStatus.FAILED
                        || ended.get().finishedAt().isBefore(now.minus(FAILED_INPUT)));
        return due ? Instant.MAX : Instant.MIN;
    }

    /** Each only in the generation that was looked at: a request that is repeated brings its input anew. */
    private long deleteAll(String prefix, Predicate<StoredObject> due) {
        long deleted = 0;
        String after = "";
        List<StoredObject> page;
        do {
            page = objects.list(prefix, after, PAGE);
            for (StoredObject object : page) {
                after = object.name();
                if (due.test(object) && delete(object)) {
                    deleted++;
                }
            }
        } while (page.size() == PAGE);
        return deleted;
    }

    private boolean delete(StoredObject object) {
        try {
            return objects.delete(object.name(), Condition.generation(object.generation()));
        } catch (StoreFailure e) {
            if (e.type() == FailureType.CONDITION_FAILED) {
                return false;
            }
            throw e;
        }
    }
}
