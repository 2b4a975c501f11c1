package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.WriteResult;
import io.temporal.activity.ActivityInterface;
import java.util.Optional;

/** The steps of a load. Each may be repeated at any time, also after the job has ended, and does its work once. */
@ActivityInterface
public interface LoadActivities {

    /** Writes down the job of a workflow that an operator started; returns the job's id. */
    String adopt(String workflowId, String firstRunId, LoadCsv.Input input);

    /** Chooses what exactly is loaded and cuts it into ranges; chosen once per job. */
    Inspection inspect(String job, LoadCsv.Input input);

    /** Reads and judges one range; stages its rows, except in a dry run. */
    RangeCounts parse(String job, int range);

    /** Writes all staged rows to the table in one atomic step. */
    WriteResult commit(String job, long accepted);

    /** Reads, judges and writes all ranges in one atomic step, for a warehouse that pulls its rows. */
    Poured pour(String job);

    /** What became of the records in {@link #pour}, if all were read. */
    Optional<RangeCounts> counted(String job);

    /**
     * Makes sure that a commit which did not report back will not happen any more; returns its result if it has
     * happened.
     */
    Optional<WriteResult> settle(String job);

    /** Ends the job: rejects joined, record written, source moved aside, staging cleared. Returns the end that stands. */
    EndedJob finish(String job, Ending ending);

    /**
     * What was found.
     *
     * @param ranges how many ranges there are
     * @param bytes in all of them
     * @param header whether a file has a header
     * @param pulled whether the warehouse pulls the rows, so that they are read within the commit
     * @param hint what to say where most records turn out to be unfit; empty if nothing
     */
    record Inspection(int ranges, long bytes, int filesSkipped, boolean header, boolean pulled, String hint) {}

    /** What became of the records, and of the rows in the warehouse. */
    record Poured(RangeCounts counts, WriteResult written) {}

    /** What became of the records of one range, or of several added up. */
    record RangeCounts(long read, long accepted, long rejected, long bytes) {
        static final RangeCounts NONE = new RangeCounts(0, 0, 0, 0);

        RangeCounts plus(RangeCounts other) {
            return new RangeCounts(
                    read + other.read, accepted + other.accepted, rejected + other.rejected, bytes + other.bytes);
        }
    }
}
