package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs as users see them: one, a list, waiting for one to end, cancelling one. */
public final class Jobs {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final JobRecords records;
    private final RunningJobs running;
    private final EndWatch ends;
    private final InsertStaging inserts;

    public Jobs(JobRecords records, RunningJobs running, ObjectStore objects) {
        this(records, running, objects, EndWatch.Pace.USUAL);
    }

    Jobs(JobRecords records, RunningJobs running, ObjectStore objects, EndWatch.Pace pace) {
        this.records = records;
        this.running = running;
        this.ends = new EndWatch(records, running, pace);
        this.inserts = new InsertStaging(objects);
    }

    /**
     * Which jobs to list.
     *
     * @param tables whether jobs about these tables are to be seen
     */
    public record Filter(
            Optional<JobKind> kind,
            Optional<JobStatus> status,
            Optional<String> table,
            Predicate<List<String>> tables) {

        /** Jobs about any tables. */
        public Filter(Optional<JobKind> kind, Optional<JobStatus> status, Optional<String> table) {
            this(kind, status, table, any -> true);
        }

        /** The same, but only jobs whose tables are to be seen. */
        public Filter of(Predicate<List<String>> visible) {
            return new Filter(kind, status, table, visible);
        }
    }

    /** Some jobs, newest first, and where the next page begins, if there is one. */
    public record Page(List<Job> jobs, Optional<String> nextPageToken) {}

    public Optional<Job> find(String id) {
        if (!JobIds.valid(id)) {
            return Optional.empty();
        }
        return records.accepted(id).map(this::now);
    }

    /** The job as its record says, without asking Temporal for progress: how a job that was just accepted stands. */
    public Job justAccepted(AcceptedJob accepted) {
        return records.ended(accepted.id())
                .map(ended -> Job.ended(accepted, ended))
                .orElseGet(() -> open(accepted, RunningJobs.State.QUEUED));
    }

    /** @throws Failure INVALID_REQUEST for a page token that is none */
    public Page list(Filter filter, int limit, Optional<String> pageToken) {
        List<Job> jobs = new ArrayList<>();
        String after = pageToken.map(Jobs::positionOf).orElse("");
        while (true) {
            List<JobIndex.Entry> entries = records.index().list(after, limit + 1, entry -> mayMatch(entry, filter));
            for (JobIndex.Entry entry : entries) {
                Optional<Job> job = read(entry).filter(j -> matches(j, filter));
                if (job.isPresent() && jobs.size() == limit) {
                    return new Page(jobs, Optional.of(tokenOf(after)));
                }
                job.ifPresent(jobs::add);
                after = entry.position();
            }
            if (entries.size() <= limit) {
                return new Page(jobs, Optional.empty());
            }
        }
    }

    /** The job of an entry; one whose record cannot be read does not keep the others from being listed. */
    private Optional<Job> read(JobIndex.Entry entry) {
        try {
            return records.accepted(entry.id()).filter(entry::isOf).map(this::now);
        } catch (StoreFailure e) {
            if (e.type() != FailureType.DAMAGED) {
                throw e;
            }
            LOG.error("job {} is left out of a list: {}", entry.id(), e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * One job of the list, known by its name alone.
     *
     * @param ended how it ended, if it did
     */
    public record Listed(String id, Optional<JobStatus> ended) {}

    /** The newest jobs, newest first, by one look at the list that reads no record; for those who look often. */
    public List<Listed> newest(int limit) {
        return listed(records.index().list("", limit, entry -> true));
    }

    /** All jobs that the list does not show as ended, newest first; reads no record. */
    public List<Listed> open() {
        return listed(records.index().open("", Integer.MAX_VALUE));
    }

    private static List<Listed> listed(List<JobIndex.Entry> entries) {
        return entries.stream()
                .map(entry -> new Listed(entry.id(), entry.status()))
                .toList();
    }

    /**
     * The job when it has ended, or as it is after that time. It has ended as soon as its record says so; its workflow may
     * still tidy up then. Completes on the thread that writes the end, where that is in this process.
     */
    public CompletableFuture<Job> await(Job job, Duration atMost) {
        if (job.status().ended() || atMost.isZero()) {
            return CompletableFuture.completedFuture(job);
        }
        AcceptedJob accepted = records.accepted(job.id()).orElseThrow();
        return ends.end(accepted, atMost)
                .thenApply(end -> end.map(e -> Job.ended(accepted, e)).orElseGet(() -> now(accepted)));
    }

    /**
     * Asks a job to stop; what became of it stands in the job when it has ended.
     *
     * @throws Failure NOT_POSSIBLE for a job that has ended
     */
    public void cancel(Job job) {
        AcceptedJob accepted = records.accepted(job.id()).orElseThrow();
        if (job.status().ended()) {
            throw ended(job.status());
        }
        records.requestCancel(job.id(), Instant.now());
        try {
            running.cancel(accepted);
        } catch (WorkflowException | StatusRuntimeException e) {
            records.ended(job.id()).ifPresent(ended -> {
                throw ended(ended.status());
            });
            // The wish is written down; the sweeper passes it on when Temporal answers again.
            LOG.info("job {} will be told to stop later: {}", job.id(), e.toString());
        }
    }

    /**
     * Lets a job that waits for somebody's word go on.
     *
     * @throws Failure NOT_POSSIBLE for a job that does not wait for it, or no more
     */
    public void approve(Job job, String by) {
        AcceptedJob accepted = records.accepted(job.id()).orElseThrow();
        if (job.status() != JobStatus.WAITING_APPROVAL) {
            throw new Failure(
                    FailureType.NOT_POSSIBLE,
                    "The job " + job.id()
                            + (job.status().ended()
                                    ? " has ended already (" + job.status().text() + ")"
                                    : " is " + job.status().text())
                            + " and does not wait for approval.");
        }
        Approval stands = records.approve(job.id(), new Approval(Optional.of(by), Instant.now()));
        if (!stands.given()) {
            throw new Failure(
                    FailureType.NOT_POSSIBLE, "The job " + job.id() + " has waited long enough, and gives up.");
        }
        try {
            running.approve(accepted, by);
        } catch (WorkflowException | StatusRuntimeException e) {
            // The word is written down; the sweeper passes it on.
            LOG.info("job {} will be told later that it may go on: {}", job.id(), e.toString());
        }
    }

    private static Failure ended(JobStatus status) {
        return new Failure(
                FailureType.NOT_POSSIBLE,
                "The job has ended already (" + status.text() + "); there is nothing to cancel.");
    }

    private Job now(AcceptedJob accepted) {
        return records.ended(accepted.id())
                .map(ended -> Job.ended(accepted, ended))
                .orElseGet(() -> {
                    RunningJobs.State state = running.describe(accepted);
                    // It may have ended between the two looks.
                    return records.ended(accepted.id())
                            .map(ended -> Job.ended(accepted, ended))
                            .orElseGet(() -> open(accepted, state));
                });
    }

    private Job open(AcceptedJob accepted, RunningJobs.State state) {
        Optional<JsonNode> soFar = inserts.resultSoFar(accepted);
        boolean waits = accepted.kind() == JobKind.RESTORE && records.waitsForApproval(accepted.id());
        JobStatus status = waits ? JobStatus.WAITING_APPROVAL : state.status();
        return Job.open(accepted, status, state.startedAt(), state.progress(), soFar);
    }

    private static boolean mayMatch(JobIndex.Entry entry, Filter filter) {
        return filter.kind().map(k -> k == entry.kind()).orElse(true)
                && filter.table().map(entry::mayConcern).orElse(true)
                && entry.mayBeSeen(filter.tables())
                && filter.status()
                        .map(s -> entry.status().map(e -> e == s).orElse(true))
                        .orElse(true);
    }

    private static boolean matches(Job job, Filter filter) {
        return filter.status().map(s -> s == job.status()).orElse(true)
                && filter.table().map(t -> job.tables().contains(t)).orElse(true)
                && filter.tables().test(job.tables());
    }

    private static String tokenOf(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static String positionOf(String token) {
        try {
            String position = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (JobIndex.isPosition(position)) {
                return position;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new Failure(
                FailureType.INVALID_REQUEST,
                "pageToken is not one that a list of jobs has given; leave it out to begin.");
    }
}
