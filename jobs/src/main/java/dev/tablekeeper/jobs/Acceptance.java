package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts jobs, in one fixed order: (the input is staged) → claims → job record → workflow. Each step is written only if
 * absent and names the job, so a repetition of the request finds the steps that were done, takes their job's id and
 * completes the missing ones; a crash after the record is the sweeper's to complete.
 */
public final class Acceptance {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

    private final JobRecords records;
    private final Claims claims;
    private final WorkflowStarter starter;
    private final Clock clock;

    public Acceptance(JobRecords records, Claims claims, WorkflowStarter starter, Clock clock) {
        this.records = records;
        this.claims = claims;
        this.starter = starter;
        this.clock = clock;
    }

    /** @param existing whether the job was there before this request */
    public record Accepted(AcceptedJob job, boolean existing) {}

    /**
     * Accepts a job, or finds the one that an earlier request for the same thing was given.
     *
     * @throws Failure IDEMPOTENCY_KEY_REUSED where the key came with another request before; a store's failure before
     *     the record is written. Temporal being away is no failure: the job is accepted and started later.
     */
    public Accepted accept(JobRequest request) {
        String id = identify(request);
        Optional<AcceptedJob> standing = records.accepted(id);
        if (standing.isEmpty() && starter.away()) {
            throw away();
        }
        AcceptedJob job = standing.orElseGet(() -> records.accept(job(id, request, clock.instant())));
        if (records.ended(id).isEmpty()) {
            try {
                starter.start(job);
            } catch (RuntimeException e) {
                LOG.warn("job {} is accepted; its workflow will be started later: {}", id, e.toString());
            }
        }
        return new Accepted(job, standing.isPresent());
    }

    /**
     * To be asked before a large input is taken in, which would be for nothing.
     *
     * @param key the name of the claim of the request's idempotency key: a repetition is no new job
     * @throws Failure UNAVAILABLE while a new job would be refused
     */
    public void requireTemporal(Optional<String> key) {
        if (starter.away() && key.flatMap(claims::find).isEmpty()) {
            throw away();
        }
    }

    private static Failure away() {
        return new Failure(
                FailureType.UNAVAILABLE,
                "Temporal, which carries the jobs out, cannot be reached just now; nothing was accepted. Try again in a"
                        + " moment.");
    }

    /** The job that a source's claim belongs to: the one that does its work, or has done it. */
    public Optional<AcceptedJob> holder(String claim) {
        return claims.find(claim).filter(c -> !lapsed(c)).flatMap(c -> records.accepted(c.job()));
    }

    /** Whether there is such a job. */
    boolean has(String job) {
        return records.accepted(job).isPresent();
    }

    /** A job that was accepted before. */
    public Accepted standing(String job) {
        return new Accepted(records.accepted(job).orElseThrow(), true);
    }

    /**
     * Writes down as failed a job that cannot be started, because what it is to do cannot be known; its workflow never
     * runs. The order is end → claim → record, under an id that nobody knows yet: whoever comes upon the job by its claim
     * finds it ended and takes the claim over, and whoever comes upon it by its record (the sweeper starts what has not
     * ended) finds it ended too. Cut off before the record, it leaves a claim without one, which the next to refuse or
     * accept takes over, and an end that nobody reads.
     *
     * @param request with a source; a claim on it that has no record is taken to be a crash's and is taken over
     * @return empty where the source is another job's
     */
    public Optional<AcceptedJob> refuse(JobRequest request, JobError error) {
        EndedJob end = refused(request.proposedId(), Optional.empty(), error);
        records.end(end);
        String claim = request.source().orElseThrow().claim();
        Claims.Claim standing = claims.claim(
                claim, end.id(), "", other -> records.accepted(other.job()).isEmpty() || lapsed(other));
        if (!standing.job().equals(end.id())) {
            return Optional.empty();
        }
        AcceptedJob job = recordRefused(request, end);
        records.close(end.id());
        return Optional.of(job);
    }

    /**
     * Writes down as failed an insert whose rows are refused, so that its rejects can be read; its workflow never runs.
     * The order is end → claim → record, as in the other refusal. The key stays the job's: the same request gets the same
     * refusal again, also one that completes what a crash has cut off.
     *
     * @param result the job's result, given the id that the job has
     * @param before what is to be done before the job is closed; a sweep sees to it where a crash comes first
     * @throws Failure as {@link #accept}
     */
    Accepted refuseRows(
            JobRequest request, Function<String, JsonNode> result, JobError error, Consumer<AcceptedJob> before) {
        Optional<AcceptedJob> earlier = earlier(request);
        if (earlier.isPresent()) {
            return new Accepted(earlier.get(), true);
        }
        String proposed = request.proposedId();
        records.end(refused(proposed, Optional.of(result.apply(proposed)), error));
        String id = request.key()
                .map(key -> claimed(request, claims.claim(key.claim(), proposed, key.request())))
                .orElse(proposed);
        Optional<AcceptedJob> standing = records.accepted(id);
        if (standing.isPresent()) {
            return new Accepted(standing.get(), true);
        }
        AcceptedJob job = recordRefused(request, refused(id, Optional.of(result.apply(id)), error));
        before.accept(job);
        records.close(id);
        return new Accepted(job, false);
    }

    /**
     * The job that an earlier request with the same key was given, if it got that far.
     *
     * @throws Failure IDEMPOTENCY_KEY_REUSED
     */
    Optional<AcceptedJob> earlier(JobRequest request) {
        return request.key()
                .flatMap(key -> claims.find(key.claim()))
                .flatMap(claim -> records.accepted(claimed(request, claim)));
    }

    private EndedJob refused(String id, Optional<JsonNode> result, JobError error) {
        Instant now = clock.instant();
        return new EndedJob(id, JobStatus.FAILED, now, now, result, Optional.of(error));
    }

    private AcceptedJob recordRefused(JobRequest request, EndedJob end) {
        return records.acceptEnded(job(end.id(), request, end.finishedAt()), end);
    }

    private static AcceptedJob job(String id, JobRequest request, Instant at) {
        return new AcceptedJob(
                id,
                request.kind(),
                request.tables(),
                request.startedBy(),
                at,
                request.input().apply(id),
                id,
                Optional.empty(),
                request.source().flatMap(JobRequest.Source::retryOf));
    }

    private String identify(JobRequest request) {
        Optional<Claims.Claim> byKey = request.key().flatMap(k -> claims.find(k.claim()));
        if (byKey.isPresent()) {
            return claimed(request, byKey.get());
        }
        boolean again = request.source().map(JobRequest.Source::again).orElse(true);
        String id = request.proposedId();
        if (!again) {
            JobRequest.Source source = request.source().orElseThrow();
            boolean lasting = source.retryOf().isPresent();
            id = claims.claim(source.claim(), id, "", standing -> !lasting && lapsed(standing))
                    .job();
        }
        if (request.key().isPresent()) {
            JobRequest.Key key = request.key().get();
            id = claimed(request, claims.claim(key.claim(), id, key.request()));
        } else if (again) {
            takeSource(request, id);
        }
        return id;
    }

    private String claimed(JobRequest request, Claims.Claim claim) {
        if (!claim.request().equals(request.key().orElseThrow().request())) {
            throw new Failure(
                    FailureType.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key came with another request before, which is job " + claim.job()
                            + ". Use a new key for a new request.");
        }
        if (records.accepted(claim.job()).isEmpty()) {
            takeSource(request, claim.job());
        }
        return claim.job();
    }

    /** With {@code again}, the job's id is settled before the source is taken over for it. */
    private void takeSource(JobRequest request, String id) {
        request.source()
                .filter(JobRequest.Source::again)
                .ifPresent(source -> claims.claim(source.claim(), id, "", standing -> true));
    }

    private boolean lapsed(Claims.Claim claim) {
        return records.ended(claim.job())
                .map(e -> e.status() == JobStatus.FAILED || e.status() == JobStatus.CANCELLED)
                .orElse(false);
    }
}
