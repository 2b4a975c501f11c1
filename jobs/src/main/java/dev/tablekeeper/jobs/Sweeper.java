package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobKind;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes what a crash has cut off, whatever Temporal is underneath: starts the workflow of every accepted job that has
 * none, passes on a cancellation that did not reach it, ends the job of a workflow that was ended from outside, and has
 * tidied up after a job that ended and got no further. Safe beside other sweepers and beside requests, because each thing
 * it does may be done twice.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int PAGE = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final JobRecords records;
    private final WorkflowStarter starter;
    private final RunningJobs running;
    private final Duration patience;
    /** When each was told, by {@link System#nanoTime}. */
    private final Map<String, Long> toldToStop = new HashMap<>();

    private final Set<String> tidied = new HashSet<>();

    public Sweeper(JobRecords records, WorkflowStarter starter, RunningJobs running) {
        this(records, starter, running, PATIENCE);
    }

    /** @param patience how long a workflow that was told to stop may take until it is ended from outside */
    public Sweeper(JobRecords records, WorkflowStarter starter, RunningJobs running, Duration patience) {
        this.patience = patience;
        this.records = records;
        this.starter = starter;
        this.running = running;
    }

    /** Whether Temporal did not answer when it was last called. */
    public boolean away() {
        return running.reachability().away();
    }

    /** Looks at every open job once; returns how many there are. Ends early where Temporal does not answer. */
    public synchronized int sweep() {
        if (away()) {
            running.call();
        }
        Set<String> listed = new HashSet<>();
        Set<String> open = new HashSet<>();
        String after = "";
        List<JobIndex.Entry> entries;
        do {
            entries = records.index().open(after, PAGE);
            for (JobIndex.Entry entry : entries) {
                after = entry.position();
                listed.add(entry.id());
                if (isOpen(entry)) {
                    open.add(entry.id());
                }
                if (away()) {
                    return open.size();
                }
            }
        } while (entries.size() == PAGE);
        toldToStop.keySet().retainAll(listed);
        tidied.retainAll(listed);
        return open.size();
    }

    private boolean isOpen(JobIndex.Entry entry) {
        try {
            Optional<AcceptedJob> job = records.accepted(entry.id());
            if (job.isEmpty()) {
                // Its acceptance is under way, or was cut off before anything was promised.
                return false;
            }
            if (!entry.isOf(job.get())) {
                // Left by a request that lost a race: the record's own entry was there before the record.
                records.index().delete(entry);
                return false;
            }
            Optional<EndedJob> ended = records.ended(entry.id());
            if (ended.isPresent()) {
                records.index().ended(job.get(), ended.get().status());
                tidy(job.get());
                return false;
            }
            attend(job.get());
            return true;
        } catch (StatusRuntimeException e) {
            LOG.debug("job {} cannot be looked at: {}", entry.id(), e.toString());
            return true;
        } catch (RuntimeException e) {
            LOG.warn("job {} could not be looked at or started: {}", entry.id(), e.toString());
            return false;
        }
    }

    private void attend(AcceptedJob job) {
        switch (running.standing(job)) {
            case ABSENT -> {
                starter.start(job);
                passOnCancellation(job);
            }
            case OPEN -> {
                passOnCancellation(job);
                passOnApproval(job);
            }
            case COMPLETED -> unlessEnded(job, () -> starter.repeat(job));
            case CLOSED -> unlessEnded(job, () -> starter.end(job, running.whyClosed(job)));
        }
    }

    /**
     * A job that has ended and is still among the open ones was cut off while it tidied up. Its workflow goes on with
     * that if there is one; where it died with its server, another does. A workflow takes its job off the open ones
     * before it closes, and the look at it comes first here, so one that is still listed then has nobody. What even
     * another cannot tidy up stays as it is.
     */
    private void tidy(AcceptedJob job) {
        if (running.standing(job) == RunningJobs.Standing.OPEN
                || !records.index().isOpen(job)) {
            return;
        }
        if (!tidied.contains(job.id())) {
            starter.end(job, JobError.of(FailureType.TERMINATED, "The job had ended."));
            tidied.add(job.id());
        } else {
            LOG.warn("job {} has ended, and what it left could not be tidied up", job.id());
            records.close(job.id());
        }
    }

    /** A workflow closes after it has written the job's end; the look at the record came before the look at it. */
    private void unlessEnded(AcceptedJob job, Runnable end) {
        if (records.ended(job.id()).isEmpty()) {
            LOG.info("The workflow of job {} has closed and did not end it; that is done now", job.id());
            end.run();
        }
    }

    /** Once more while the job is open: one that did not wait when it was told has not taken it. */
    private void passOnApproval(AcceptedJob job) {
        if (job.kind() != JobKind.RESTORE) {
            return;
        }
        records.approval(job.id()).flatMap(Approval::by).ifPresent(by -> {
            try {
                running.approve(job, by);
            } catch (WorkflowException e) {
                LOG.debug("job {} does not wait for approval: {}", job.id(), e.toString());
            }
        });
    }

    /**
     * A workflow that does not stop is ended from outside: the in-process server can lose the answer to a cancellation that
     * meets the end of a step. Whatever its attempt still does, the workflow that makes the end settles the commit first.
     */
    private void passOnCancellation(AcceptedJob job) {
        if (!records.cancelRequested(job.id())) {
            return;
        }
        Long told = toldToStop.get(job.id());
        if (told == null) {
            if (running.cancel(job)) {
                toldToStop.put(job.id(), System.nanoTime());
            }
        } else if (System.nanoTime() - told > patience.toNanos()) {
            LOG.warn("job {} was told to stop and does not; it is ended from outside", job.id());
            running.terminate(job, "it was cancelled, and did not stop");
            starter.end(job, JobError.of(FailureType.CANCELLED, "The job was cancelled before it was done."));
        }
    }
}
