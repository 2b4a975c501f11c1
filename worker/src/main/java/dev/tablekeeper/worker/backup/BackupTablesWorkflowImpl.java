package dev.tablekeeper.worker.backup;

import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.Progress;
import dev.tablekeeper.worker.backup.BackupActivities.Exported;
import dev.tablekeeper.worker.backup.BackupActivities.Frozen;
import dev.tablekeeper.worker.flow.JobEnding;
import dev.tablekeeper.worker.flow.JobFlow;
import io.temporal.workflow.Workflow;
import java.util.List;

/** A backup: freeze all tables at one instant, export them side by side, seal, prune, finish. */
public final class BackupTablesWorkflowImpl implements BackupTables {
    static final String EXPORTING = "exporting";

    private final BackupActivities activities = Workflow.newActivityStub(BackupActivities.class);
    private Progress progress = new Progress("freezing", 0, 0, "tables");
    private long bytes;

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public Result backup(Input given) {
        Input input = given == null ? Input.all() : given;
        JobFlow flow = JobFlow.begin(JobKind.BACKUP, input.tables(), input);
        JobEnding ending = flow.run(() -> run(flow, input), () -> activities.settle(flow.job()));
        return JobFlow.end(JobFlow.detached(() -> activities.finish(flow.job(), input, ending)), Result.class);
    }

    private Result run(JobFlow flow, Input input) {
        report(progress, "all tables at one instant");
        Frozen frozen = flow.step(() -> activities.freeze(flow.job(), input));
        report(new Progress(EXPORTING, 0, frozen.rows(), "rows"), about(frozen));
        flow.steps(
                frozen.units(),
                unit -> () -> activities.export(flow.job(), unit),
                exported -> exported(frozen, exported));
        report(new Progress("sealing", frozen.rows(), frozen.rows(), "rows"), about(frozen));
        Result sealed = flow.step(() -> activities.seal(flow.job()));
        report(new Progress("pruning", 0, 0, "backups"), about(frozen));
        List<String> pruned = JobFlow.detached(() -> activities.prune(flow.job()));
        return new Result(sealed.backup(), sealed.instant(), sealed.tables(), pruned);
    }

    private void exported(Frozen frozen, Exported exported) {
        bytes += exported.bytes();
        report(
                new Progress(EXPORTING, progress.done() + exported.rows(), progress.total(), progress.unit()),
                about(frozen));
    }

    private String about(Frozen frozen) {
        return "backup `" + frozen.backup() + "`: " + JobFlow.counted(frozen.tables(), "table") + ", "
                + JobFlow.counted(bytes, "byte") + " written";
    }

    private void report(Progress now, String about) {
        progress = now;
        JobFlow.show(now, about);
    }
}
