package dev.tablekeeper.worker.restore;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.Progress;
import dev.tablekeeper.model.workflow.TemporalFailures;
import dev.tablekeeper.model.workflow.UndoRestore;
import dev.tablekeeper.worker.flow.JobEnding;
import dev.tablekeeper.worker.flow.JobFlow;
import io.temporal.workflow.Workflow;
import java.util.List;

/** An undoing: look, put the tables of a restore back, finish. All tables are put back, or none is. */
public final class UndoRestoreWorkflowImpl implements UndoRestore {
    private final UndoActivities activities = Workflow.newActivityStub(UndoActivities.class);
    private Progress progress = new Progress("looking", 0, 0, "tables");

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public Result undo(Input input) {
        if (input == null) {
            throw new IllegalArgumentException(
                    "UndoRestore needs an input with at least restore: the restore's job id");
        }
        JobFlow flow = JobFlow.begin(JobKind.UNDO, List.of(), input);
        JobEnding ending = flow.run(() -> run(flow, input), () -> activities.settle(flow.job(), input));
        return JobFlow.end(JobFlow.detached(() -> activities.finish(flow.job(), ending)), Result.class);
    }

    private Result run(JobFlow flow, Input input) {
        report(progress, input);
        int parts = flow.step(() -> activities.choose(flow.job(), input));
        report(new Progress("putting back", 0, 0, "tables"), input);
        if (parts > 1) {
            flow.step(() -> {
                activities.hold(flow.job());
                return true;
            });
        }
        for (int part = 0; part < parts; part++) {
            int one = part;
            flow.step(() -> {
                activities.putBack(flow.job(), input, one);
                return true;
            });
        }
        return JobFlow.detached(() -> activities.settle(flow.job(), input))
                .orElseThrow(() -> TemporalFailures.toTemporal(
                        new Failure(FailureType.INTERNAL, "the tables were put back, and that was given up as well")));
    }

    private void report(Progress now, Input input) {
        progress = now;
        JobFlow.show(
                now,
                "restore `" + input.restore() + "`"
                        + (input.discardNewer() ? ", also where rows have changed since" : ""));
    }
}
