package dev.tablekeeper.model.workflow;

import java.util.Arrays;
import java.util.Optional;

/**
 * Everything that can end a job or refuse a request for a reason of its own. The code stands in problem details, in
 * {@code job.error.type} (both as {@code urn:tablekeeper:<code>}) and in the Temporal UI; the remedy is the one decision
 * about trying again.
 */
public enum FailureType {
    TOO_MANY_REJECTS("too-many-rejects", "Too many records were rejected", Remedy.MEND),
    INVALID_ROWS("invalid-rows", "Rows are not valid", Remedy.MEND),
    NOT_CSV("not-csv", "The file is not CSV", Remedy.MEND),
    BAD_ENCODING("bad-encoding", "The file cannot be read in this encoding", Remedy.MEND),
    UNTERMINATED_QUOTE("unterminated-quote", "A quote is never closed", Remedy.MEND),
    RECORD_TOO_LARGE("record-too-large", "A record is too large", Remedy.MEND),
    EXPANDS_TOO_MUCH("expands-too-much", "The compressed file expands too much", Remedy.MEND),
    TRUNCATED("truncated", "The compressed file is damaged or cut off", Remedy.MEND),
    EMPTY_SOURCE("empty-source", "There is nothing to put in the table's place", Remedy.MEND),
    UNKNOWN_COLUMNS("unknown-columns", "The header names unknown columns", Remedy.MEND),
    UNKNOWN_TABLE("unknown-table", "There is no such table", Remedy.MEND),
    INVALID_REQUEST("invalid-request", "The request is not valid", Remedy.MEND),
    SOURCE_MISSING("source-missing", "The source is not there", Remedy.MEND),
    SOURCE_CHANGED("source-changed", "The source changed while it was read", Remedy.REPEAT),
    ALREADY_EXISTS("already-exists", "It is there already", Remedy.MEND),
    CONDITION_FAILED("condition-failed", "It was changed meanwhile", Remedy.REPEAT),
    PERMISSION_DENIED("permission-denied", "Permission denied", Remedy.MEND),
    STORAGE_FULL("storage-full", "There is no room left", Remedy.REPEAT),
    QUOTA_EXCEEDED("quota-exceeded", "A quota is used up", Remedy.WAIT),
    UNAVAILABLE("unavailable", "A service cannot be reached", Remedy.WAIT),
    CONFLICT("conflict", "Another change came first", Remedy.WAIT),
    TABLE_CHANGED("table-changed", "The table is not as its definition says", Remedy.MEND),
    OPERATION_MISMATCH("operation-mismatch", "The operation was done with other parameters", Remedy.MEND),
    OPERATION_ABANDONED("operation-abandoned", "The operation was given up", Remedy.MEND),
    RECONCILIATION_FAILED("reconciliation-failed", "The counts do not agree", Remedy.REPEAT),
    DAMAGED("damaged", "Stored data is damaged", Remedy.MEND),
    BACKUP_DAMAGED("backup-damaged", "The backup is damaged", Remedy.MEND),
    UNKNOWN_BACKUP("unknown-backup", "There is no such backup", Remedy.MEND),
    CHANGED_SINCE("changed-since", "The table changed since", Remedy.MEND),
    NOT_APPROVED("not-approved", "Nobody approved it in time", Remedy.REPEAT),
    OUTCOME_UNKNOWN("outcome-unknown", "Whether it was done cannot be known", Remedy.MEND),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", "The idempotency key was used before", Remedy.MEND),
    ALREADY_LOADED("already-loaded", "It was loaded before", Remedy.MEND),
    NOT_POSSIBLE("not-possible", "Not possible in this state", Remedy.MEND),
    CANCELLED("cancelled", "The job was cancelled", Remedy.REPEAT),
    TERMINATED("terminated", "The job was ended from outside", Remedy.REPEAT),
    INTERNAL("internal", "Something is wrong with Tablekeeper", Remedy.REPEAT);

    /** Who can help. */
    public enum Remedy {
        /** Trying again by itself will do, sooner or later: the activity is retried. */
        WAIT,
        /** Doing the same again, on someone's word, may succeed. */
        REPEAT,
        /** Something has to be mended first. */
        MEND
    }

    public static final String URN = "urn:tablekeeper:";

    private final String code;
    private final String title;
    private final Remedy remedy;

    FailureType(String code, String title, Remedy remedy) {
        this.code = code;
        this.title = title;
        this.remedy = remedy;
    }

    public String code() {
        return code;
    }

    public String urn() {
        return URN + code;
    }

    public String title() {
        return title;
    }

    public Remedy remedy() {
        return remedy;
    }

    /** The type with this code, as it stands in a Temporal failure. */
    public static Optional<FailureType> ofCode(String code) {
        return Arrays.stream(values()).filter(t -> t.code.equals(code)).findFirst();
    }
}
