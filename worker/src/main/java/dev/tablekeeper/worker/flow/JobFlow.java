package dev.tablekeeper.worker.flow;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.Progress;
import dev.tablekeeper.model.workflow.TemporalFailures;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions.Func;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * One run of a job's workflow. No step is ever cancelled by Temporal: a job that is to stop has that written down, its
 * steps look there and end by themselves, and they are waited for. So nothing works on when the job has ended, and no
 * cancellation meets the end of a step, which the in-process server mishandles.
 */
public final class JobFlow {
    /** How many steps wait or are done at once. */
    private static final int AT_ONCE = 32;

    private static final JobError CANCELLED =
            JobError.of(FailureType.CANCELLED, "The job was cancelled before it was done.");

    private final JobActivities activities = Workflow.newActivityStub(JobActivities.class);
    private final Instant startedAt = Instant.ofEpochMilli(Workflow.currentTimeMillis());
    private final String job;

    private JobFlow(JobKind kind, List<String> tables, Object input) {
        String memo = (String) Workflow.getMemo(WorkflowStarter.JOB_MEMO, String.class);
        if (memo != null) {
            job = memo;
            return;
        }
        var info = Workflow.getInfo();
        job = activities.adopt(
                kind, info.getWorkflowId(), info.getFirstExecutionRunId(), tables, Json.MAPPER.valueToTree(input));
    }

    /**
     * Begins a run; one that an operator started gets a job.
     *
     * @param tables those that the input names
     */
    public static JobFlow begin(JobKind kind, List<String> tables, Object input) {
        return new JobFlow(kind, tables, input);
    }

    /** The job's id. */
    public String job() {
        return job;
    }

    /**
     * Does the job's work, and says how it wants to end. Where the job's own workflow was ended from outside, the work is
     * not begun.
     *
     * @param settle asked after a failure, a cancellation or an end from outside: makes sure that the work which was not
     *     done will not be done any more, and returns its result if it was
     */
    public <R> JobEnding run(Func<R> work, Func<Optional<R>> settle) {
        JobError fromOutside = (JobError) Workflow.getMemo(WorkflowStarter.ENDED_MEMO, JobError.class);
        if (fromOutside != null) {
            return settled(settle, fromOutside);
        }
        try {
            return JobEnding.succeeded(startedAt, work.apply());
        } catch (TemporalFailure e) {
            return settled(settle, stopping() ? CANCELLED : TemporalFailures.toJobError(e));
        }
    }

    private <R> JobEnding settled(Func<Optional<R>> settle, JobError error) {
        Optional<R> done = detached(settle);
        return done.map(result -> JobEnding.succeeded(startedAt, result))
                .orElseGet(() -> JobEnding.unsuccessful(startedAt, error));
    }

    /** Ends the workflow as the job has ended. */
    public static <R> R end(EndedJob ended, Class<R> type) {
        return end(ended, type, CANCELLED.detail());
    }

    /** @param cancelled what to say where the job was cancelled */
    public static <R> R end(EndedJob ended, Class<R> type, String cancelled) {
        return switch (ended.status()) {
            case SUCCEEDED -> Json.MAPPER.convertValue(ended.result().orElseThrow(), type);
            case CANCELLED -> throw new CanceledFailure(cancelled);
            default -> {
                JobError error = ended.error().orElseThrow();
                throw ApplicationFailure.newNonRetryableFailure(
                        error.detail(), error.type().substring(FailureType.URN.length()));
            }
        };
    }

    /** Shows in Temporal how far the workflow is, and what it is about. */
    public static void show(Progress now, String about) {
        Workflow.setCurrentDetails("**" + now.phase() + "**"
                + (now.total() > 0 ? " " + now.done() + " of " + now.total() + " " + now.unit() : "")
                + (about.isEmpty() ? "" : "\n\n" + about));
    }

    /** Whether this run was told to stop. */
    public static boolean stopping() {
        return CancellationScope.current().isCancelRequested();
    }

    /** Does a step. When the job is to stop meanwhile, the step is told so and waited for. */
    public <T> T step(Func<T> step) {
        return steps(1, i -> step, done -> {}).get(0);
    }

    /**
     * Does several steps side by side, a limited number at once; all that began are waited for.
     *
     * @param each told of each step's result when there is one
     */
    public <T> List<T> steps(int count, IntFunction<Func<T>> step, Consumer<T> each) {
        List<Promise<T>> begun = new ArrayList<>();
        try {
            for (int i = 0; i < count && !failed(begun); i++) {
                Workflow.await(() -> running(begun) < AT_ONCE);
                Func<T> next = step.apply(i);
                begun.add(detached(() -> Async.function(next).thenApply(result -> {
                    each.accept(result);
                    return result;
                })));
            }
            Workflow.await(() -> running(begun) == 0 || failed(begun));
        } catch (CanceledFailure e) {
            detached(() -> {
                activities.requestCancel(job);
                return job;
            });
            waitFor(begun);
            throw e;
        }
        waitFor(begun);
        return begun.stream().map(Promise::get).toList();
    }

    /** Does a step that has to come to its end. */
    public static <T> T detached(Func<T> step) {
        List<T> results = new ArrayList<>(1);
        Workflow.newDetachedCancellationScope(() -> results.add(step.apply())).run();
        return results.get(0);
    }

    private <T> void waitFor(List<Promise<T>> begun) {
        detached(() -> {
            Workflow.await(() -> running(begun) == 0);
            return begun;
        });
    }

    private static <T> long running(List<Promise<T>> begun) {
        return begun.stream().filter(promise -> !promise.isCompleted()).count();
    }

    private static <T> boolean failed(List<Promise<T>> begun) {
        return begun.stream().anyMatch(promise -> promise.isCompleted() && promise.getFailure() != null);
    }

    /** A number of things: {@code 1 table}, {@code 2 tables}. */
    public static String counted(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
