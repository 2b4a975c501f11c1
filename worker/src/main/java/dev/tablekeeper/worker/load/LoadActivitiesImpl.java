package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.worker.Adoption;
import dev.tablekeeper.worker.BusySteps;
import dev.tablekeeper.worker.Steps;
import dev.tablekeeper.worker.WorkerParts;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Puts the steps together with the job's plan and with Temporal's heartbeats. */
public final class LoadActivitiesImpl implements LoadActivities {
    private final WorkerParts parts;
    private final Inspect inspect;
    private final ParseRange parseRange;
    private final Commit commit;
    private final Finish finish;
    private final BusySteps busy = new BusySteps();

    public LoadActivitiesImpl(WorkerParts parts) {
        this.parts = parts;
        this.inspect = new Inspect(parts);
        this.parseRange = new ParseRange(parts);
        this.commit = new Commit(parts);
        this.finish = new Finish(parts);
    }

    @Override
    public String adopt(String workflowId, String firstRunId, LoadCsv.Input input) {
        return Adoption.adopt(parts, JobKind.LOAD, workflowId, firstRunId, List.of(input.table()), input);
    }

    @Override
    public Inspection inspect(String job, LoadCsv.Input input) {
        LongConsumer alive = Steps.heartbeat("inspecting", "bytes");
        return busy.run(
                        alive,
                        () -> parts.plans()
                                .once(job, LoadPlan.STEP, LoadPlan.class, () -> inspect.inspect(job, input, alive)))
                .found();
    }

    @Override
    public RangeCounts parse(String job, int range) {
        LongConsumer alive = Steps.heartbeat("parsing", "bytes");
        return busy.run(alive, () -> parseRange.parse(job, plan(job), range, alive));
    }

    @Override
    public RangeCounts count(String job, RangeCounts counts) {
        return commit.count(job, counts);
    }

    @Override
    public WriteResult commit(String job) {
        return commit.commit(job, plan(job), Steps.heartbeat("writing", "rows"));
    }

    @Override
    public Poured pour(String job) {
        LongConsumer alive = Steps.heartbeat("loading", "bytes");
        return busy.run(alive, () -> commit.pour(job, plan(job), alive));
    }

    @Override
    public Settled settle(String job) {
        // Without a plan nothing can have been committed, and whoever makes one now is no attempt of this workflow.
        return Steps.untilItCan(() -> parts.plans()
                .find(job, LoadPlan.STEP, LoadPlan.class)
                .map(plan -> commit.settle(job, plan))
                .orElseGet(() -> new Settled(Optional.empty(), Optional.empty(), 0)));
    }

    @Override
    public EndedJob finish(String job, Ending ending) {
        LongConsumer alive = Steps.heartbeat("finishing", "");
        return Steps.untilItCan(() -> finish.finish(job, ending, () -> alive.accept(0)));
    }

    private LoadPlan plan(String job) {
        return parts.plans()
                .find(job, LoadPlan.STEP, LoadPlan.class)
                .orElseThrow(() -> new Failure(FailureType.INTERNAL, "the job " + job + " has lost its plan"));
    }
}
