package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.model.workflow.VerifyBackup;
import dev.tablekeeper.worker.flow.JobEnding;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;

/** The steps of a drill. Each may be repeated at any time, also after the job has ended, and does its work once. */
@ActivityInterface
public interface VerifyActivities {

    /** Chooses the backup. */
    @ActivityMethod(name = "ChooseDrill")
    Chosen choose(String job, VerifyBackup.Input input);

    /** Checks some tables' files, restores them to a scratch place and compares them; returns their rows. */
    @ActivityMethod(name = "RestoreToScratch")
    long restore(String job, int unit);

    /** What was proven, once all was. */
    @ActivityMethod(name = "ProveBackup")
    VerifyBackup.Result prove(String job);

    /** Ends the job: evidence kept beside the backup, record written, scratch dropped. Returns the end that stands. */
    @ActivityMethod(name = "FinishDrill")
    EndedJob finish(String job, JobEnding ending);

    /** @param units in how many steps it is restored */
    record Chosen(String backup, Instant instant, int tables, long rows, int units) {}
}
