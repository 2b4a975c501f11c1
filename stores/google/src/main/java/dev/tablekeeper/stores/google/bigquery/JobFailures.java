package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.BigQueryError;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.LoadJobConfiguration;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.util.Locale;
import java.util.Set;

/** The one place where a job that ended failed becomes a failure, and so is decided about trying again. */
final class JobFailures {
    private static final Set<String> OF_JOBS = Set.of(
            "stopped",
            "timeout",
            "resourcesExceeded",
            "jobBackendError",
            "jobInternalError",
            "jobRateLimitExceeded",
            "tableUnavailable");

    /** A table's queue of statements that change it is full. */
    private static final String TOO_MANY_WRITES = "Too many DML statements outstanding";

    /** Rows do not fit a table that was made for them: another has got a column since it was looked at. */
    private static final String OTHER_COLUMNS = "wrong column count";

    /** Rows that were streamed within the last half hour or so cannot be deleted yet. */
    private static final String STREAMED = "would affect rows in the streaming buffer";

    private JobFailures() {}

    /** Whether a request failed because the job that it stood for did: a short query is answered with its job's end. */
    static boolean knows(BigQueryError error) {
        return OF_JOBS.contains(String.valueOf(error.getReason()));
    }

    static StoreFailure of(Job job) {
        BigQueryError error = job.getStatus().getError();
        boolean load = job.getConfiguration() instanceof LoadJobConfiguration;
        return of("the job " + job.getJobId().getJob() + " failed", error, load);
    }

    /** @param load whether it was to load rows */
    static StoreFailure of(String what, BigQueryError error, boolean load) {
        String reason = String.valueOf(error.getReason());
        String message = String.valueOf(error.getMessage());
        FailureType type = type(reason, message, load);
        // What BigQuery says of broken rows can hold the rows' values.
        String said = type == FailureType.DAMAGED
                ? "the staged rows cannot be read"
                : Holds.said(message)
                        .orElseGet(() -> message.lines().findFirst().orElse(""));
        return new StoreFailure(type, what + " (" + reason + "): " + said + remedy(type));
    }

    private static FailureType type(String reason, String message, boolean load) {
        if (message.contains(TOO_MANY_WRITES)) {
            return FailureType.QUOTA_EXCEEDED;
        }
        return switch (reason) {
            case "notFound" -> load ? FailureType.SOURCE_MISSING : FailureType.UNKNOWN_TABLE;
            case "accessDenied" -> FailureType.PERMISSION_DENIED;
            case "quotaExceeded", "rateLimitExceeded", "jobRateLimitExceeded" -> FailureType.QUOTA_EXCEEDED;
            case "backendError",
                    "internalError",
                    "jobBackendError",
                    "jobInternalError",
                    "tableUnavailable",
                    "stopped",
                    "timeout" -> FailureType.UNAVAILABLE;
            case "invalid" -> load ? FailureType.DAMAGED : FailureType.INVALID_REQUEST;
            case "invalidQuery" -> ofQuery(message);
            default -> FailureType.INTERNAL;
        };
    }

    private static FailureType ofQuery(String message) {
        if (message.contains(WriteScript.COUNTS_DIFFER)) {
            return FailureType.RECONCILIATION_FAILED;
        }
        if (message.contains(WriteScript.IN_LEDGER)) {
            return FailureType.ALREADY_EXISTS;
        }
        if (message.contains(Holds.HELD)) {
            return FailureType.CONFLICT;
        }
        if (message.contains(SwapScript.CHANGED)) {
            return FailureType.CHANGED_SINCE;
        }
        if (message.contains(SwapScript.PUT_BACK)) {
            return FailureType.NOT_POSSIBLE;
        }
        if (message.contains(OTHER_COLUMNS) || message.contains(STREAMED)) {
            return FailureType.CONFLICT;
        }
        return message.toLowerCase(Locale.ROOT).contains("concurrent update")
                ? FailureType.CONFLICT
                : FailureType.INVALID_REQUEST;
    }

    private static String remedy(FailureType type) {
        return switch (type) {
            case SOURCE_MISSING, DAMAGED -> "; start the job anew";
            case PERMISSION_DENIED ->
                "; grant roles/bigquery.dataEditor on the dataset to the account that Tablekeeper"
                        + " runs as, and roles/storage.objectViewer on the bucket";
            default -> "";
        };
    }
}
