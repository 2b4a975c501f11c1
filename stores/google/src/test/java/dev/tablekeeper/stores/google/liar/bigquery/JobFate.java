package dev.tablekeeper.stores.google.liar.bigquery;

import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of one job.
 *
 * @param looks how often it is seen pending or running before it ends: the answer to its insertion is the first of them,
 *     then each jobs.get and getQueryResults
 * @param work when its work is done
 * @param failure how it ends in spite of that, if it does not end well
 */
public record JobFate(int looks, Work work, Optional<Failure> failure) {

    /** When the work is done: never, when the job is inserted, or when its looks are used up. */
    public enum Work {
        NONE,
        AT_ONCE,
        AT_END
    }

    /** An end that is reported. */
    public record Failure(String reason, String message) {}

    public JobFate {
        Objects.requireNonNull(work);
    }

    /** Done within the request that inserts it. */
    public static JobFate done() {
        return new JobFate(0, Work.AT_END, Optional.empty());
    }

    /** Seen running so often, and done then. */
    public static JobFate running(int looks) {
        return new JobFate(looks, Work.AT_END, Optional.empty());
    }

    /** Done at once, and yet seen running so often. */
    public static JobFate reportedLate(int looks) {
        return new JobFate(looks, Work.AT_ONCE, Optional.empty());
    }

    /** Is reported done, and has done nothing. */
    public static JobFate doesNothing() {
        return new JobFate(0, Work.NONE, Optional.empty());
    }

    /** Fails before it does anything. */
    public static JobFate fails(String reason, String message) {
        return new JobFate(0, Work.NONE, Optional.of(new Failure(reason, message)));
    }

    /** Does its work, and is reported failed. */
    public static JobFate doneButFails(String reason, String message) {
        return new JobFate(0, Work.AT_END, Optional.of(new Failure(reason, message)));
    }

    /** Stopped by somebody else after so many looks, before it does anything. */
    public static JobFate stopped(int looks) {
        return new JobFate(looks, Work.NONE, Optional.of(stop()));
    }

    static Failure stop() {
        return new Failure("stopped", "Job execution was cancelled: User requested cancellation");
    }

    /** After this many looks instead. */
    public JobFate after(int moreLooks) {
        return new JobFate(moreLooks, work, failure);
    }
}
