package dev.tablekeeper.jobs;

import java.util.Optional;

/**
 * Failed jobs and their retries, one after the other. Who follows a job is said by a claim that is written if it is absent
 * and never taken over, beside that job's record; so a row has no branches.
 */
final class RetryRows {
    private final JobRecords records;
    private final Claims claims;

    RetryRows(JobRecords records, Claims claims) {
        this.records = records;
        this.claims = claims;
    }

    /** The last of the row that a job stands in: itself, where nobody follows it. */
    AcceptedJob last(AcceptedJob job) {
        AcceptedJob last = job;
        Optional<AcceptedJob> next = next(last);
        while (next.isPresent()) {
            last = next.get();
            next = next(last);
        }
        return last;
    }

    /** A claim on following this one whose job has no record: its acceptance is under way, or was cut off. */
    Optional<Claims.Claim> begun(AcceptedJob last) {
        return claims.retryOf(last.id());
    }

    private Optional<AcceptedJob> next(AcceptedJob job) {
        return claims.retryOf(job.id()).map(Claims.Claim::job).flatMap(records::accepted);
    }
}
