package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.AcceptedJob;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.JobIds;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.model.workflow.Progress;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.worker.WorkerParts;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Puts the steps together with the job's plan and with Temporal's heartbeats. */
public final class LoadActivitiesImpl implements LoadActivities {
    private static final String OPERATOR = "operator";

    private final WorkerParts parts;
    private final Inspect inspect;
    private final ParseRange parseRange;
    private final Commit commit;
    private final Finish finish;

    public LoadActivitiesImpl(WorkerParts parts) {
        this.parts = parts;
        this.inspect = new Inspect(parts);
        this.parseRange = new ParseRange(parts);
        this.commit = new Commit(parts);
        this.finish = new Finish(parts);
    }

    @Override
    public String adopt(String workflowId, String firstRunId, LoadCsv.Input input) {
        String id = JobIds.ofWorkflow(JobKind.LOAD, workflowId, firstRunId);
        return parts.records()
                .accept(new AcceptedJob(
                        id,
                        JobKind.LOAD,
                        List.of(input.table()),
                        OPERATOR,
                        parts.clock().instant(),
                        Json.MAPPER.valueToTree(input),
                        workflowId,
                        Optional.of(firstRunId)))
                .id();
    }

    @Override
    public Inspection inspect(String job, LoadCsv.Input input) {
        LongConsumer alive = heartbeat("inspecting", "bytes");
        LoadPlan plan =
                parts.plans().once(job, LoadPlan.STEP, LoadPlan.class, () -> inspect.inspect(job, input, alive));
        return plan.found();
    }

    @Override
    public RangeCounts parse(String job, int range) {
        return parseRange.parse(job, plan(job), range, heartbeat("parsing", "bytes"));
    }

    @Override
    public RangeCounts count(String job, RangeCounts counts) {
        return commit.count(job, counts);
    }

    @Override
    public WriteResult commit(String job) {
        return commit.commit(job, plan(job), heartbeat("writing", "rows"));
    }

    @Override
    public Poured pour(String job) {
        return commit.pour(job, plan(job), heartbeat("loading", "bytes"));
    }

    @Override
    public Settled settle(String job) {
        // Without a plan nothing can have been committed, and whoever makes one now is no attempt of this workflow.
        return untilItCan(() -> parts.plans()
                .find(job, LoadPlan.STEP, LoadPlan.class)
                .map(plan -> commit.settle(job, plan))
                .orElseGet(() -> new Settled(Optional.empty(), Optional.empty(), 0)));
    }

    @Override
    public EndedJob finish(String job, Ending ending) {
        LongConsumer alive = heartbeat("finishing", "");
        return untilItCan(() -> finish.finish(job, ending, () -> alive.accept(0)));
    }

    /** A job's end is not given up for a full disk or a right that is missing: it waits until that is mended. */
    private static <T> T untilItCan(Supplier<T> step) {
        try {
            return step.get();
        } catch (StoreFailure e) {
            throw new Failure(FailureType.UNAVAILABLE, "The job cannot end yet: " + e.getMessage(), e);
        }
    }

    private LoadPlan plan(String job) {
        return parts.plans()
                .find(job, LoadPlan.STEP, LoadPlan.class)
                .orElseThrow(() -> new Failure(FailureType.INTERNAL, "the job " + job + " has lost its plan"));
    }

    /** Tells Temporal how far this activity is, and throws when it is to stop. May be used on other threads. */
    private static LongConsumer heartbeat(String phase, String unit) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        return done -> {
            try {
                context.heartbeat(new Progress(phase, done, 0, unit));
            } catch (RejectedExecutionException e) {
                throw new Failure(FailureType.UNAVAILABLE, "This worker is stopping; the step is done elsewhere.", e);
            }
        };
    }
}
