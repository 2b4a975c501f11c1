package dev.tablekeeper.jobs.backup;

import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.TableName;
import java.util.List;

/**
 * Who is about to put another table in the place of one: one job at a time, from when it has chosen to its end. Who comes
 * second is refused, instead of finding the table exchanged under a comparison that somebody is to approve.
 */
public final class TableClaims {
    private static final String CLAIMS = "jobs/replacing/";

    private final Claims claims;
    private final JobRecords records;

    public TableClaims(Claims claims, JobRecords records) {
        this.claims = claims;
        this.records = records;
    }

    /**
     * Claims all of these tables for a job, or none; repeatable. A job that has ended holds none any more.
     *
     * @throws Failure NOT_POSSIBLE, naming the job that has one of them
     */
    public void claim(String job, List<TableName> tables) {
        for (TableName table : tables) {
            String holder = claims.claim(
                            name(table),
                            job,
                            "",
                            other -> records.ended(other.job()).isPresent()
                                    || records.accepted(other.job()).isEmpty())
                    .job();
            if (!holder.equals(job)) {
                release(job, tables);
                throw new Failure(
                        FailureType.NOT_POSSIBLE,
                        "The table " + table + " is in the hands of job " + holder
                                + ", which is about to replace it. Wait for its end, approve it or cancel it.");
            }
        }
    }

    /** Gives back what the job has claimed; repeatable. */
    public void release(String job, List<TableName> tables) {
        tables.forEach(table -> claims.release(name(table), job));
    }

    private static String name(TableName table) {
        return CLAIMS + Hashes.sha256(table.dataset().orElse(""), table.table());
    }
}
