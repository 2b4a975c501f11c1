package dev.tablekeeper.model.workflow;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;

/** The one translation between {@link Failure} and what Temporal carries. */
public final class TemporalFailures {
    private TemporalFailures() {}

    /** As Temporal carries it: the code as its type, retried only where waiting is the remedy. */
    public static ApplicationFailure toTemporal(Failure failure) {
        return ApplicationFailure.newBuilder()
                .setMessage(failure.getMessage())
                .setType(failure.type().code())
                .setNonRetryable(failure.type().remedy() != FailureType.Remedy.WAIT)
                .build();
    }

    /** What a person is told about a failure that came out of a workflow, activity or server call. */
    public static JobError toJobError(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof Failure failure) {
                return JobError.of(failure.type(), failure.getMessage());
            }
            if (t instanceof CanceledFailure) {
                return JobError.of(FailureType.CANCELLED, "The job was cancelled before it was done.");
            }
            if (t instanceof ApplicationFailure failure) {
                FailureType type = FailureType.ofCode(failure.getType()).orElse(FailureType.INTERNAL);
                return JobError.of(
                        type, type == FailureType.INTERNAL ? internal(thrown) : failure.getOriginalMessage());
            }
        }
        return JobError.of(FailureType.INTERNAL, internal(thrown));
    }

    private static String internal(Throwable thrown) {
        String kind = thrown instanceof TemporalFailure ? "A step of the job" : "The job";
        return kind + " failed for a reason that it does not know; the server's log tells more.";
    }
}
