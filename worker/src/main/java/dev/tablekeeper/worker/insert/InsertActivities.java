package dev.tablekeeper.worker.insert;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.model.workflow.InsertRows;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.WriteResult;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;
import java.util.Optional;

/** The steps of an insert. Each may be repeated at any time, also after the job has ended, and does its work once. */
@ActivityInterface
public interface InsertActivities {

    /** Writes down the job of a workflow that an operator started; returns the job's id. */
    @ActivityMethod(name = "AdoptInsert")
    String adopt(String workflowId, String firstRunId, InsertRows.Input input);

    /**
     * Writes all staged rows in one atomic step. As a local activity it gives up when it would have to wait for other
     * writes for long.
     */
    @ActivityMethod(name = "AppendRows")
    WriteResult append(String job, InsertRows.Input input);

    /** Makes sure that an append which has not happened will not happen any more; tells what did. */
    @ActivityMethod(name = "SettleInsert")
    Optional<WriteResult> settle(String job, InsertRows.Input input);

    /** Ends the job: rejects published, record written, staging cleared. Returns the end that stands. */
    @ActivityMethod(name = "FinishInsert")
    EndedJob finish(String job, InsertRows.Input input, Ending ending);

    /** How an insert wants to end. */
    record Ending(JobStatus status, Instant startedAt, InsertRows.Result result, Optional<JobError> error) {}
}
