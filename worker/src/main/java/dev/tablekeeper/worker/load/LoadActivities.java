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

    /** Writes down what became of all records, once per job; returns what stands there. */
    RangeCounts count(String job, RangeCounts counts);

    /** Writes all staged rows to the table in one atomic step; what became of the records is written down by then. */
    WriteResult commit(String job);

    /** Reads, judges and writes all ranges in one atomic step, for a warehouse that pulls its rows. */
    Poured pour(String job);

    /** Makes sure that a commit which has not happened will not happen any more; tells what did. */
    Settled settle(String job);

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

    /**
     * What there is of a load that was broken off.
     *
     * @param counts what became of the records, if all were read
     * @param written what is in the table, if it was committed; then there are counts too
     */
    record Settled(Optional<RangeCounts> counts, Optional<WriteResult> written, int filesSkipped) {}

    /** What became of the records of one range, or of several added up. */
    record RangeCounts(long read, long accepted, long rejected, long bytes) {
        static final RangeCounts NONE = new RangeCounts(0, 0, 0, 0);

        RangeCounts plus(RangeCounts other) {
            return new RangeCounts(
                    read + other.read, accepted + other.accepted, rejected + other.rejected, bytes + other.bytes);
        }
    }
}
