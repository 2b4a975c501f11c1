package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Does the work of failed jobs anew, each as a new job, from what the failed one has left.
 *
 * <p>No row is doubled by that. Each job is followed by one other at most, for ever: the claim that says which is written
 * if it is absent, and is never taken over. So failed jobs and their retries stand in rows; asking to retry any of a row
 * means its last, and only when that has failed. Of a row one job at most is open, therefore, and none comes after one that
 * has succeeded.
 */
public final class Retries {
    /** These say that what was to be written may have been written. */
    private static final Set<String> PERHAPS_DONE =
            Set.of(FailureType.RECONCILIATION_FAILED.urn(), FailureType.OUTCOME_UNKNOWN.urn());

    private final JobRecords records;
    private final Claims claims;
    private final Acceptance acceptance;
    private final Clock clock;
    private final Map<JobKind, Redo> kinds;
    private final RetryRows rows;

    /** @param kinds those that can be retried */
    public Retries(
            JobRecords records, Claims claims, Acceptance acceptance, Clock clock, Map<JobKind, ? extends Redo> kinds) {
        this.records = records;
        this.claims = claims;
        this.acceptance = acceptance;
        this.clock = clock;
        this.kinds = Map.copyOf(kinds);
        this.rows = new RetryRows(records, claims);
    }

    /** How the work of one kind of job is done anew. */
    @FunctionalInterface
    public interface Redo {
        /**
         * The new job's input.
         *
         * @throws Failure NOT_POSSIBLE where what the failed one was to work on is gone, saying what to do instead
         */
        JsonNode input(AcceptedJob failed, JobStatus end);

        /** Puts what the failed job has left where nobody moves it any more; repeatable. */
        default void settle(AcceptedJob failed, JobStatus end) {}
    }

    /** @param existing whether another request had it done: that one's job is the answer */
    public record Answer(Acceptance.Accepted accepted, boolean existing) {}

    /**
     * Accepts the retry, or finds the one that is under way or has succeeded.
     *
     * @throws Failure NOT_POSSIBLE for a job that has not failed, or whose work cannot be done anew; what
     *     {@link Acceptance#accept} gives
     */
    public Answer retry(Job asked, String startedBy, Optional<JobRequest.Key> key) {
        AcceptedJob last = last(asked);
        boolean followed = followed(asked, last);
        boolean repeated = key.flatMap(k -> claims.find(k.claim())).isPresent();
        if (!repeated && !followed) {
            check(last);
        }
        Acceptance.Accepted accepted = acceptance.accept(new JobRequest(
                last.kind(),
                last.tables(),
                startedBy,
                JobIds.next(last.kind(), clock.instant()),
                job -> input(last),
                key,
                Optional.of(JobRequest.Source.retryOf(followed ? last.retryOf().orElseThrow() : last.id()))));
        return new Answer(accepted, accepted.existing() && !repeated);
    }

    /** Whether asking to retry the job would start a new one now. */
    public boolean possible(Job job) {
        if (!unsuccessful(job.status())) {
            return false;
        }
        AcceptedJob last = last(job);
        if (followed(job, last)) {
            return false;
        }
        try {
            check(last);
            return true;
        } catch (Failure e) {
            return false;
        }
    }

    private AcceptedJob last(Job asked) {
        return rows.last(records.accepted(asked.id()).orElseThrow());
    }

    /** Whether the work is being done, or has been done, by the last of the row. */
    private boolean followed(Job asked, AcceptedJob last) {
        return !last.id().equals(asked.id())
                && !records.ended(last.id())
                        .map(end -> unsuccessful(end.status()))
                        .orElse(false);
    }

    private static boolean unsuccessful(JobStatus status) {
        return status == JobStatus.FAILED || status == JobStatus.CANCELLED;
    }

    private void check(AcceptedJob job) {
        EndedJob end = records.ended(job.id())
                .orElseThrow(() -> notPossible(
                        job, "has not ended. Wait for its end, or cancel it; then it can be retried if it failed."));
        if (!unsuccessful(end.status())) {
            throw notPossible(job, "has succeeded; there is nothing to do anew.");
        }
        if (end.error().map(error -> PERHAPS_DONE.contains(error.type())).orElse(false)) {
            throw notPossible(
                    job,
                    "may have put rows into the table, so that a retry could double them. Look at the table first; then"
                            + " start a new job with what is missing.");
        }
        if (end.finishedAt().isBefore(clock.instant().minus(Expiry.FAILED_INPUT))) {
            throw notPossible(
                    job,
                    "ended more than " + Expiry.FAILED_INPUT.toDays()
                            + " days ago, and what it was to work on is kept no longer. Start a new job.");
        }
        redo(job).input(job, end.status());
    }

    private JsonNode input(AcceptedJob job) {
        JobStatus end = records.ended(job.id()).orElseThrow().status();
        redo(job).settle(job, end);
        return redo(job).input(job, end);
    }

    private Redo redo(AcceptedJob job) {
        return Optional.ofNullable(kinds.get(job.kind()))
                .orElseThrow(() -> notPossible(
                        job, "is a " + job.kind().text() + ", which is not retried. Start a new one instead."));
    }

    static Failure notPossible(AcceptedJob job, String why) {
        return new Failure(FailureType.NOT_POSSIBLE, "Job " + job.id() + " " + why);
    }
}
