package dev.tablekeeper.worker.restore;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.Progress;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.model.workflow.TemporalFailures;
import dev.tablekeeper.worker.flow.JobEnding;
import dev.tablekeeper.worker.flow.JobFlow;
import dev.tablekeeper.worker.restore.RestoreActivities.Chosen;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A restore: choose, check and stage and compare, wait for somebody's word if asked to, swap, finish. Until the swap no
 * table is touched; the swap is done for all tables or for none.
 */
public final class RestoreTablesWorkflowImpl implements RestoreTables {
    private static final String SOMEBODY = "an operator in Temporal";

    private final RestoreActivities activities = Workflow.newActivityStub(RestoreActivities.class);
    private Progress progress = new Progress("choosing", 0, 0, "tables");
    private Optional<CancellationScope> work = Optional.empty();
    private Optional<String> approvedBy = Optional.empty();
    private boolean waiting;
    private boolean tooLate;

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public void checkApprove(String by) {
        if (!waiting) {
            throw new IllegalStateException(
                    "This restore does not wait for approval (it is " + progress.phase() + ").");
        }
    }

    @Override
    public String approve(String by) {
        approvedBy = Optional.of(by == null || by.isBlank() ? SOMEBODY : by);
        return "Approved by " + approvedBy.get() + "; the tables are swapped now.";
    }

    @Override
    public void checkCancel(String by) {
        if (work.isEmpty() || tooLate) {
            throw refused("It is too late to stop this restore (it is " + progress.phase()
                    + "). When it has ended it can be undone.");
        }
    }

    private static TemporalFailure refused(String why) {
        return TemporalFailures.toTemporal(new Failure(FailureType.NOT_POSSIBLE, why));
    }

    @Override
    public String cancel(String by) {
        work.orElseThrow().cancel("stopped by " + (by == null || by.isBlank() ? SOMEBODY : by));
        return "It stops; no table is touched.";
    }

    @Override
    public Result restore(Input given) {
        Input input = given == null ? Input.dryRunOfLatest() : given;
        JobFlow flow = JobFlow.begin(JobKind.RESTORE, input.tables(), input);
        JobEnding ending = stoppable(flow, input);
        return JobFlow.end(JobFlow.detached(() -> activities.finish(flow.job(), ending)), Result.class);
    }

    private JobEnding stoppable(JobFlow flow, Input input) {
        JobEnding[] ending = new JobEnding[1];
        CancellationScope scope = Workflow.newCancellationScope(() ->
                ending[0] = flow.run(() -> run(flow, input), () -> activities.settle(flow.job(), input)));
        work = Optional.of(scope);
        scope.run();
        tooLate = true;
        return ending[0];
    }

    private Result run(JobFlow flow, Input input) {
        report(progress, "");
        Chosen chosen = flow.step(() -> activities.choose(flow.job(), input));
        if (chosen.changes().isPresent()) {
            return dryRun(chosen);
        }
        report(new Progress(RestoreActivitiesImpl.STAGING, 0, chosen.rows(), "rows"), about(chosen));
        flow.steps(
                chosen.units(),
                unit -> () -> activities.stage(flow.job(), unit),
                rows -> report(
                        new Progress(progress.phase(), progress.done() + rows, progress.total(), progress.unit()),
                        about(chosen)));
        if (input.approval()) {
            waitForApproval(flow, input, chosen);
        }
        report(new Progress("swapping", 0, chosen.tables(), "tables"), about(chosen));
        swap(flow, chosen);
        tooLate = true;
        return JobFlow.detached(() -> activities.settle(flow.job(), input))
                .orElseThrow(() -> TemporalFailures.toTemporal(
                        new Failure(FailureType.INTERNAL, "the swaps were done, and were given up as well")));
    }

    private void swap(JobFlow flow, Chosen chosen) {
        if (chosen.groups() > 1) {
            flow.step(() -> {
                activities.hold(flow.job());
                return true;
            });
        }
        for (int group = 0; group < chosen.groups(); group++) {
            int one = group;
            flow.step(() -> {
                activities.swap(flow.job(), one);
                return true;
            });
        }
    }

    /** The word counts that is written down; it may have been given before this run began. */
    private void waitForApproval(JobFlow flow, Input input, Chosen chosen) {
        Instant until = flow.step(() -> activities.ask(flow.job(), input.approvalTimeout()));
        waiting = true;
        report(
                new Progress(WAITING, 0, 0, "tables"),
                about(chosen) + "\n\nIt is staged and found equal to the backup. Approve it before " + until
                        + ": update `approve`, `POST /v1/jobs/" + flow.job() + "/approve`, or `tablekeeper approve "
                        + flow.job() + "`.");
        approvedBy = flow.step(() -> activities.approvedBy(flow.job())).or(() -> approvedBy);
        if (approvedBy.isEmpty()) {
            Duration left = Duration.between(Instant.ofEpochMilli(Workflow.currentTimeMillis()), until);
            Workflow.await(left.isNegative() ? Duration.ZERO : left, () -> approvedBy.isPresent());
        }
        Optional<String> word = approvedBy;
        approvedBy = flow.step(() -> activities.approve(flow.job(), word));
        waiting = false;
        if (approvedBy.isEmpty()) {
            throw TemporalFailures.toTemporal(new Failure(
                    FailureType.NOT_APPROVED,
                    "Nobody has approved the restore before " + until
                            + "; no table was touched. Start it again, with a longer approvalTimeout if need be."));
        }
    }

    private static Result dryRun(Chosen chosen) {
        return new Result(
                chosen.backup(), chosen.instant(), List.of(), Optional.empty(), Optional.empty(), chosen.changes());
    }

    private static String about(Chosen chosen) {
        return "backup `" + chosen.backup() + "` as of " + chosen.instant() + ": "
                + JobFlow.counted(chosen.tables(), "table") + ", " + JobFlow.counted(chosen.rows(), "row") + ", "
                + JobFlow.counted(chosen.bytes(), "byte");
    }

    private void report(Progress now, String about) {
        progress = now;
        JobFlow.show(now, about);
    }
}
