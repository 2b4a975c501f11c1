package dev.tablekeeper.worker.backup;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.worker.flow.JobEnding;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import java.util.Optional;

/** The steps of a backup. Each may be repeated at any time, also after the job has ended, and does its work once. */
@ActivityInterface
public interface BackupActivities {

    /** Freezes the tables at one instant and plans their export; once per job. */
    @ActivityMethod(name = "FreezeTables")
    Frozen freeze(String job, BackupTables.Input input);

    /** Exports some tables, or a part of one, and reads back what was written. */
    @ActivityMethod(name = "ExportTables")
    Exported export(String job, int unit);

    /** Compares what was exported with what was frozen, and makes it a backup. */
    @ActivityMethod(name = "SealBackup")
    BackupTables.Result seal(String job);

    /** Deletes the backups that the retention rule lets go; returns which. */
    @ActivityMethod(name = "PruneBackups")
    List<String> prune(String job);

    /** Makes sure that a backup which was not sealed will not be sealed any more; returns it if it was. */
    @ActivityMethod(name = "SettleBackup")
    Optional<BackupTables.Result> settle(String job);

    /** Ends the job: record written, frozen tables let go. Returns the end that stands. */
    @ActivityMethod(name = "FinishBackup")
    EndedJob finish(String job, BackupTables.Input input, JobEnding ending);

    /**
     * What was frozen.
     *
     * @param units in how many parts it is exported
     */
    record Frozen(String backup, int tables, int units, long rows) {}

    /** One part that was exported. */
    record Exported(long rows, long bytes) {}
}
