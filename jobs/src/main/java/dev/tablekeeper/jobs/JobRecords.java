package dev.tablekeeper.jobs;

import dev.tablekeeper.stores.ObjectStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The journal: what was accepted and how it ended, as objects that are written once and never changed. Whoever writes
 * the same entry second finds the first one standing and takes it, so two processes may race here and both go on right.
 */
public final class JobRecords {
    private final JsonObjects objects;
    private final JobIndex index;
    private final JobListener listener;
    private final EndWaiters waiters = new EndWaiters();

    public JobRecords(ObjectStore objects) {
        this(objects, JobListener.NONE);
    }

    /** @param listener told of the entries that are written through this */
    public JobRecords(ObjectStore objects, JobListener listener) {
        this.listener = listener;
        this.objects = new JsonObjects(objects);
        this.index = new JobIndex(objects);
    }

    /** Writes the job down as accepted, durably; returns what stands there, which may be another's earlier writing. */
    public AcceptedJob accept(AcceptedJob job) {
        Optional<AcceptedJob> there = accepted(job.id());
        if (there.isPresent()) {
            return there.get();
        }
        // Before the record, so that every record is listed, and there is none that no sweep would find.
        index.accepted(job);
        AcceptedJob standing = objects.writeOnce(Names.accepted(job.id()), job, AcceptedJob.class);
        if (written(job, standing)) {
            listener.accepted(job);
        }
        index.withdraw(job, standing);
        return standing;
    }

    /**
     * Writes down a job that has ended before it began; returns what stands there. The end comes first, so that nobody sees
     * the job without it, and once more when the job is listed, so that it is listed as ended.
     */
    AcceptedJob acceptEnded(AcceptedJob job, EndedJob end) {
        end(end);
        AcceptedJob standing = accept(job);
        if (written(job, standing)) {
            // Nobody could be told of the end of a job that was not there.
            listener.ended(job, end);
        }
        end(end);
        return standing;
    }

    /** Writes down how the job ended; returns what stands there. What is to be done after that, a sweep sees to. */
    public EndedJob end(EndedJob ended) {
        EndedJob standing = objects.writeOnce(Names.ended(ended.id()), ended, EndedJob.class);
        accepted(ended.id()).ifPresent(job -> {
            if (written(ended, standing)) {
                listener.ended(job, ended);
            }
            // Before the list is written, so that an answer that waits does not wait for that too.
            waiters.tell(standing);
            index.ended(job, standing.status());
        });
        return standing;
    }

    /** Completes when the job's end is written through this from now on, by whomever; nobody else's is noticed. */
    CompletableFuture<Optional<EndedJob>> nextEnd(String job) {
        return waiters.next(job);
    }

    /** Whether all waits for ends are over. */
    boolean nobodyWaits() {
        return waiters.nobody();
    }

    /** Takes an ended job off the list of those that a sweep looks at: nothing is left to be done for it. */
    public void close(String job) {
        accepted(job).ifPresent(index::closed);
    }

    /** Writes down that the job is to be cancelled, so that a restart does not forget it. */
    public void requestCancel(String job, Instant at) {
        objects.writeOnce(Names.cancel(job), at, Instant.class);
    }

    public boolean cancelRequested(String job) {
        return objects.read(Names.cancel(job), Instant.class).isPresent();
    }

    /** Writes down that the job waits for somebody's word until then; returns the time that stands. */
    public Instant askApproval(String job, Instant until) {
        return objects.writeOnce(Names.approvalAsked(job), until, Instant.class);
    }

    /** Writes down the word, or that its time is over; what stands there first stays, and is returned. */
    public Approval approve(String job, Approval approval) {
        return objects.writeOnce(Names.approval(job), approval, Approval.class);
    }

    /** The word that was given, if there is one. */
    public Optional<Approval> approval(String job) {
        return objects.read(Names.approval(job), Approval.class);
    }

    /** Whether the job, unless it has ended, waits for somebody's word. */
    public boolean waitsForApproval(String job) {
        return objects.read(Names.approvalAsked(job), Instant.class).isPresent()
                && approval(job).isEmpty()
                && !cancelRequested(job);
    }

    /** Absent also where it was there and got garbled. */
    public Optional<AcceptedJob> accepted(String job) {
        return objects.readOrSetAside(Names.accepted(job), AcceptedJob.class, () -> {});
    }

    /** Absent also where it was there and got garbled: the job then is open again, and will end the same way. */
    public Optional<EndedJob> ended(String job) {
        return objects.readOrSetAside(
                Names.ended(job), EndedJob.class, () -> accepted(job).ifPresent(index::accepted));
    }

    /** Whether the entry that stands is the one given to be written, and no earlier one that may be equal to it. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean written(Object given, Object standing) {
        return given == standing;
    }

    JobIndex index() {
        return index;
    }
}
