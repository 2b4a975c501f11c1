package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.worker.flow.JobEnding;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The steps of a restore. Each may be repeated at any time, also after the job has ended, and does its work once. */
@ActivityInterface
public interface RestoreActivities {

    /** Chooses the backup and what becomes of which table; in a dry run that is all. */
    @ActivityMethod(name = "ChooseBackup")
    Chosen choose(String job, RestoreTables.Input input);

    /** Checks some tables' files, stages them and compares what was staged with the backup; returns their rows. */
    @ActivityMethod(name = "StageTables")
    long stage(String job, int unit);

    /** Writes down that the job waits for somebody's word; returns until when. */
    @ActivityMethod(name = "AskApproval")
    Instant ask(String job, Duration timeout);

    /** Who has said yes, if anybody has. */
    @ActivityMethod(name = "LookForApproval")
    Optional<String> approvedBy(String job);

    /** Writes down who says yes, or that nobody did in time; returns what stands, which may be an earlier word. */
    @ActivityMethod(name = "NoteApproval")
    Optional<String> approve(String job, Optional<String> by);

    /** Keeps writes away from the tables until the job's end, where they are not swapped in one step. */
    @ActivityMethod(name = "HoldTables")
    void hold(String job);

    /** Swaps some tables. */
    @ActivityMethod(name = "SwapTables")
    void swap(String job, int group);

    /**
     * Makes sure that no swap which was not done will be done any more. If not all were done, those that were are undone;
     * if all were, this is the result.
     */
    @ActivityMethod(name = "SettleRestore")
    Optional<RestoreTables.Result> settle(String job, RestoreTables.Input input);

    /** Ends the job: record written, what is staged dropped, tables and backup let go. Returns the end that stands. */
    @ActivityMethod(name = "FinishRestore")
    EndedJob finish(String job, JobEnding ending);

    /**
     * What was chosen.
     *
     * @param units in how many steps the tables are staged
     * @param groups in how many steps they are swapped
     * @param changes in a dry run
     */
    record Chosen(
            String backup,
            Instant instant,
            int tables,
            long rows,
            long bytes,
            int units,
            int groups,
            Optional<List<RestoreTables.Change>> changes) {}
}
