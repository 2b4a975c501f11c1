package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.model.workflow.UndoRestore;
import dev.tablekeeper.worker.flow.JobEnding;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.Optional;

/** The steps of an undoing. Each may be repeated at any time, also after the job has ended, and does its work once. */
@ActivityInterface
public interface UndoActivities {

    /** Looks whether the restore can be undone, and makes sure that nobody else does; returns in how many steps. */
    @ActivityMethod(name = "ChooseUndo")
    int choose(String job, UndoRestore.Input input);

    /** Keeps writes away from the tables until the job's end, where they are not swapped in one step. */
    @ActivityMethod(name = "HoldForUndo")
    void hold(String job);

    /** Puts some tables back. */
    @ActivityMethod(name = "PutTablesBack")
    void putBack(String job, UndoRestore.Input input, int part);

    /** As in a restore: all tables were put back, which is the result then, or none is left so. */
    @ActivityMethod(name = "SettleUndo")
    Optional<UndoRestore.Result> settle(String job, UndoRestore.Input input);

    /** Ends the job: record written, tables let go. Returns the end that stands. */
    @ActivityMethod(name = "FinishUndo")
    EndedJob finish(String job, JobEnding ending);
}
