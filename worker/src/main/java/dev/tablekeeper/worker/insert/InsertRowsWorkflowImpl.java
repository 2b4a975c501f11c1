package dev.tablekeeper.worker.insert;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.InsertCounts;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.InsertRows;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.Progress;
import dev.tablekeeper.model.workflow.TemporalFailures;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.worker.flow.JobFlow;
import dev.tablekeeper.worker.insert.InsertActivities.Ending;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions.Func1;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.Optional;

/**
 * An insert: append in one atomic step, finish. Each step is tried within the workflow task first, which is all that most
 * inserts need; one that has to wait or be repeated goes on as an ordinary activity. However it ends, the job's record is
 * written before the workflow closes, and if a record stands already, the workflow ends as it says.
 */
public final class InsertRowsWorkflowImpl implements InsertRows {
    private static final JobError CANCELLED =
            JobError.of(FailureType.CANCELLED, "The job was cancelled before it was done.");

    private final InsertActivities here = Workflow.newLocalActivityStub(InsertActivities.class);
    private final InsertActivities anywhere = Workflow.newActivityStub(InsertActivities.class);
    private Progress progress = new Progress("writing", 0, 0, "rows");
    private String job = "";
    private Input input;

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public Result insert(Input given) {
        if (given == null) {
            throw new IllegalArgumentException(
                    "InsertRows needs an input with at least tables: which staged rows go where");
        }
        input = given;
        Instant startedAt = Instant.ofEpochMilli(Workflow.currentTimeMillis());
        job = jobId();
        JobError fromOutside = (JobError) Workflow.getMemo(WorkflowStarter.ENDED_MEMO, JobError.class);
        return end(fromOutside == null ? run(startedAt) : settled(startedAt, fromOutside));
    }

    private String jobId() {
        String memo = (String) Workflow.getMemo(WorkflowStarter.JOB_MEMO, String.class);
        if (memo != null) {
            return memo;
        }
        var info = Workflow.getInfo();
        return anywhere.adopt(info.getWorkflowId(), info.getFirstExecutionRunId(), input);
    }

    private Ending run(Instant startedAt) {
        long rows = input.staged().stream().mapToLong(Batch::rows).sum();
        report(new Progress("writing", 0, rows, "rows"));
        try {
            return succeeded(startedAt, soon(activities -> activities.append(job, input)));
        } catch (TemporalFailure e) {
            boolean cancelled = CancellationScope.current().isCancelRequested();
            return settled(startedAt, cancelled ? CANCELLED : TemporalFailures.toJobError(e));
        }
    }

    private Ending succeeded(Instant startedAt, WriteResult written) {
        return new Ending(JobStatus.SUCCEEDED, startedAt, InsertCounts.of(job, input, written), Optional.empty());
    }

    /**
     * A failure, a cancellation, or an end from outside: final once it is certain that the append did not, and will not,
     * happen. If it has happened, the insert has succeeded.
     */
    private Ending settled(Instant startedAt, JobError error) {
        Optional<WriteResult> written = JobFlow.detached(() -> anywhere.settle(job, input));
        if (written.isPresent()) {
            return succeeded(startedAt, written.get());
        }
        boolean cancelled = error.type().equals(CANCELLED.type());
        return new Ending(
                cancelled ? JobStatus.CANCELLED : JobStatus.FAILED,
                startedAt,
                InsertCounts.none(job, input),
                cancelled ? Optional.empty() : Optional.of(error));
    }

    private Result end(Ending ending) {
        report(new Progress("finishing", progress.done(), progress.total(), progress.unit()));
        EndedJob ended = JobFlow.detached(() -> soon(activities -> activities.finish(job, input, ending)));
        // The job's own result has the faults of its rows too, which do not belong in a history.
        return ended.status() == JobStatus.SUCCEEDED
                ? ending.result()
                : JobFlow.end(ended, Result.class, "The insert was cancelled; none of its rows is in a table.");
    }

    /** Does a step within this workflow task; if it does not get done there, for a reason that passes, wherever it can be. */
    private <T> T soon(Func1<InsertActivities, T> step) {
        try {
            return step.apply(here);
        } catch (ActivityFailure e) {
            if (e.getCause() instanceof CanceledFailure
                    || (e.getCause() instanceof ApplicationFailure failure && failure.isNonRetryable())) {
                throw e;
            }
            return step.apply(anywhere);
        }
    }

    private void report(Progress now) {
        progress = now;
        Workflow.setCurrentDetails("**" + now.phase() + "** " + now.total() + " " + now.unit());
    }
}
