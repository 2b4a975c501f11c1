package dev.tablekeeper.jobs;

/** Where a job's things lie in the object store; the only place that knows these paths. */
public final class Names {
    public static final String INCOMING = "incoming/";
    public static final String UPLOADS = "uploads/";
    public static final String STAGING = "staging/";
    public static final String FAILED = "failed/";
    static final String REJECTS = "rejects/";
    /** Which job of BigQuery's does which small write: written and read there, and swept here. */
    static final String GROUPS = "groups/";

    static final String IDEMPOTENCY = "idempotency/";
    static final String SOURCES = "jobs/source/";
    static final String RECORDS = "jobs/record/";
    static final String DAMAGED = "damaged/";

    private Names() {}

    public static String upload(String job) {
        return UPLOADS + job;
    }

    public static String staging(String job) {
        return STAGING + job + "/";
    }

    public static String rejects(String job) {
        return REJECTS + job + ".csv";
    }

    /** The rejects of one table, of a job about this one alone or about several. */
    public static String rejects(String job, String table, boolean alone) {
        return alone ? rejects(job) : REJECTS + job + "-" + table + ".csv";
    }

    /** Where the API shows a job's rejects. */
    public static String rejectsPath(String job) {
        return "/v1/jobs/" + job + "/rejects";
    }

    public static String loaded(String job) {
        return "loaded/" + job + "/";
    }

    public static String failed(String job) {
        return FAILED + job + "/";
    }

    static String record(String job) {
        return RECORDS + job + "/";
    }

    static String accepted(String job) {
        return record(job) + "accepted.json";
    }

    static String ended(String job) {
        return record(job) + "ended.json";
    }

    static String cancel(String job) {
        return record(job) + "cancel.json";
    }

    /** That the job waits for somebody's word, and until when. */
    static String approvalAsked(String job) {
        return record(job) + "approval-asked.json";
    }

    /** The word that was given, or that the time for it is over. */
    static String approval(String job) {
        return record(job) + "approval.json";
    }

    /** The claim on putting the tables of a restore back. */
    public static String undo(String job) {
        return record(job) + "undo.json";
    }

    /** The claim on doing a failed job's work anew; it lives and goes with that job's record. */
    static String retry(String job) {
        return record(job) + "retry.json";
    }

    static String plan(String job, String step) {
        return record(job) + "plan/" + step + ".json";
    }
}
