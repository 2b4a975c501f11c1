package dev.tablekeeper.worker.restore;

import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.Progress;
import dev.tablekeeper.model.workflow.VerifyBackup;
import dev.tablekeeper.worker.flow.JobEnding;
import dev.tablekeeper.worker.flow.JobFlow;
import dev.tablekeeper.worker.restore.VerifyActivities.Chosen;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Optional;

/** A drill: choose a backup, restore it to a scratch place and compare, keep the evidence. It changes no table. */
public final class VerifyBackupWorkflowImpl implements VerifyBackup {
    static final String RESTORING = "restoring to a scratch place";

    private final VerifyActivities activities = Workflow.newActivityStub(VerifyActivities.class);
    private Progress progress = new Progress("choosing", 0, 0, "tables");

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public Result verify(Input given) {
        Input input = given == null ? new Input(Optional.empty()) : given;
        JobFlow flow = JobFlow.begin(JobKind.VERIFY, List.of(), input);
        // Nothing but the evidence comes of it, so there is nothing to settle.
        JobEnding ending = flow.run(() -> run(flow, input), Optional::empty);
        return JobFlow.end(JobFlow.detached(() -> activities.finish(flow.job(), ending)), Result.class);
    }

    private Result run(JobFlow flow, Input input) {
        report(progress, "");
        Chosen chosen = flow.step(() -> activities.choose(flow.job(), input));
        String about = "backup `" + chosen.backup() + "` as of " + chosen.instant() + ": "
                + JobFlow.counted(chosen.tables(), "table") + ", " + JobFlow.counted(chosen.rows(), "row");
        report(new Progress(RESTORING, 0, chosen.rows(), "rows"), about);
        flow.steps(
                chosen.units(),
                unit -> () -> activities.restore(flow.job(), unit),
                rows -> report(
                        new Progress(progress.phase(), progress.done() + rows, progress.total(), progress.unit()),
                        about));
        return flow.step(() -> activities.prove(flow.job()));
    }

    private void report(Progress now, String about) {
        progress = now;
        JobFlow.show(now, about);
    }
}
