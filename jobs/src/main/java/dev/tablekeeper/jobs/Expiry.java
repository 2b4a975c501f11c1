package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
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
    /** How long a failed job can be retried from what it staged; its record is kept as long at least. */
    public static final Duration FAILED_INPUT = Duration.ofDays(30);

    /** How long an idempotency key is remembered; a job is so at least as long. */
    public static final Duration KEYS = Duration.ofDays(7);

    /**
     * What a claim leads to outlives it by this: a request that found the claim has ended long before, since a connection
     * that is silent for minutes is closed. So no claim names a job or an input that is gone, and no retry is accepted of a
     * job that is being deleted.
     */
    private static final Duration CLAIMS_GO_FIRST = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final int PAGE = 500;

    private final ObjectStore objects;
    private final JobRecords records;
    private final RetryRows rows;
    private final Clock clock;
    private final Duration keepJobs;

    /** @param keepJobs how long an ended job can be read; at least {@link #KEYS} */
    public Expiry(ObjectStore objects, JobRecords records, Clock clock, Duration keepJobs) {
        if (keepJobs.compareTo(KEYS) < 0) {
            throw new IllegalArgumentException("jobs are kept for at least " + KEYS.toDays() + " days");
        }
        this.objects = objects;
        this.records = records;
        this.rows = new RetryRows(records, new Claims(objects, clock));
        this.clock = clock;
        this.keepJobs = keepJobs;
    }

    /** Deletes all that is due; returns how many objects that were. */
    public long sweep() {
        Instant now = clock.instant();
        long deleted = updatedBefore(Names.IDEMPOTENCY, now.minus(KEYS));
        deleted += updatedBefore(Names.SOURCES, now.minus(keepJobs));
        // They go with their writes; what is left is of processes that died, and of writes that can be done no more.
        deleted += updatedBefore(Names.GROUPS, now.minus(FAILED_INPUT).minus(CLAIMS_GO_FIRST));
        deleted += jobs(now.minus(keepJobs).minus(CLAIMS_GO_FIRST), now);
        deleted += neverRecorded(now.minus(keepJobs).minus(CLAIMS_GO_FIRST));
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

    private long jobs(Instant before, Instant now) {
        long deleted = 0;
        String after = "";
        List<JobIndex.Entry> entries;
        do {
            entries = records.index().endedAcceptedUpTo(before, after, PAGE);
            for (JobIndex.Entry entry : entries) {
                after = entry.position();
                if (due(entry.id(), before, now)) {
                    deleted += job(entry);
                }
            }
        } while (entries.size() == PAGE);
        return deleted + neverAccepted(before);
    }

    /**
     * Failed jobs and their retries go together, when the last of them has had its time; the first one first, since a claim
     * that leads to a job must not outlive it.
     */
    private boolean due(String id, Instant before, Instant now) {
        Optional<AcceptedJob> job = records.accepted(id);
        if (job.isEmpty()) {
            // The rest of it is what an earlier sweep left.
            return true;
        }
        return endedBefore(id, before)
                && job.get().retryOf().flatMap(records::accepted).isEmpty()
                && over(job.get(), now)
                && endedBefore(rows.last(job.get()).id(), before);
    }

    private boolean endedBefore(String id, Instant before) {
        return records.ended(id)
                .filter(end -> end.finishedAt().isBefore(before))
                .isPresent();
    }

    /** Whether the work of a job is done, or cannot be done anew any more, by itself or by a retry. */
    private boolean over(AcceptedJob job, Instant now) {
        AcceptedJob last = rows.last(job);
        Optional<EndedJob> end = records.ended(last.id());
        if (end.isEmpty() || end.get().status() == JobStatus.SUCCEEDED) {
            return end.isPresent();
        }
        Instant before = now.minus(FAILED_INPUT).minus(CLAIMS_GO_FIRST);
        return end.get().finishedAt().isBefore(before)
                && rows.begun(last).map(claim -> claim.at().isBefore(before)).orElse(true);
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

    /**
     * What was written of jobs that got no record: their acceptance, or the refusal of what they should have loaded, was cut
     * off. Ids begin with the time they were made at, so no more is looked at than is old.
     */
    private long neverRecorded(Instant before) {
        long deleted = 0;
        for (JobKind kind : JobKind.values()) {
            String prefix = Names.RECORDS + kind.text() + "-";
            String after = "";
            boolean old = true;
            while (old) {
                List<StoredObject> page = objects.list(prefix, after, PAGE);
                old = page.size() == PAGE;
                for (StoredObject object : page) {
                    after = object.name();
                    String id = after.substring(Names.RECORDS.length()).split("/", 2)[0];
                    Optional<Instant> made = JobIds.madeAt(id);
                    boolean due = made.filter(at -> at.isBefore(before)).isPresent();
                    old &= due || made.isEmpty();
                    if (due
                            && object.updated().isBefore(before)
                            && records.accepted(id).isEmpty()
                            && delete(object)) {
                        deleted++;
                    }
                }
            }
        }
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
        Optional<AcceptedJob> accepted = records.accepted(job);
        if (accepted.isEmpty()) {
            return now.minus(KEYS).minus(CLAIMS_GO_FIRST);
        }
        boolean cancelled = records.ended(job)
                .filter(end -> end.status() == JobStatus.CANCELLED)
                .isPresent();
        // Nothing of a cancelled job's is kept, so there is nothing that a retry could read.
        return cancelled || over(accepted.get(), now) ? Instant.MAX : Instant.MIN;
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
