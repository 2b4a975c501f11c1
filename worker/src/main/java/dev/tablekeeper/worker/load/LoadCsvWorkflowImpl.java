package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.model.workflow.Progress;
import dev.tablekeeper.model.workflow.TemporalFailures;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.worker.flow.JobFlow;
import dev.tablekeeper.worker.load.LoadActivities.Inspection;
import dev.tablekeeper.worker.load.LoadActivities.Poured;
import dev.tablekeeper.worker.load.LoadActivities.RangeCounts;
import dev.tablekeeper.worker.load.LoadActivities.Settled;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A load: inspect, parse the ranges side by side, decide, commit in one atomic step, reconcile, finish. However it ends,
 * the job's record is written before the workflow closes, and if a record stands already, the workflow ends as it says.
 */
public final class LoadCsvWorkflowImpl implements LoadCsv {
    private static final JobError CANCELLED =
            JobError.of(FailureType.CANCELLED, "The job was cancelled before it was done.");

    /** How many ranges wait or are parsed at once: what a cancellation has to wait for. */
    private static final int RANGES_AT_ONCE = 32;

    private final LoadActivities activities = Workflow.newActivityStub(LoadActivities.class);
    private Progress progress = new Progress("inspecting", 0, 0, "bytes");
    private String job = "";
    private Input input;
    private int filesSkipped;

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public Result load(Input given) {
        if (given == null) {
            throw new IllegalArgumentException("LoadCsv needs an input with at least table and uri");
        }
        input = given;
        Instant startedAt = Instant.ofEpochMilli(Workflow.currentTimeMillis());
        job = jobId();
        JobError fromOutside = (JobError) Workflow.getMemo(WorkflowStarter.ENDED_MEMO, JobError.class);
        return end(fromOutside == null ? load(startedAt) : settled(startedAt, fromOutside));
    }

    private Ending load(Instant startedAt) {
        try {
            return succeeded(startedAt, run());
        } catch (TemporalFailure e) {
            boolean cancelled = CancellationScope.current().isCancelRequested();
            return settled(startedAt, cancelled ? CANCELLED : TemporalFailures.toJobError(e));
        }
    }

    private Result run() {
        Inspection found = activities.inspect(job, input);
        filesSkipped = found.filesSkipped();
        if (found.pulled()) {
            return pour(found);
        }
        RangeCounts counts = parse(found);
        decide(found, counts);
        return input.dryRun() ? result(counts, counts.accepted(), 0) : reconcile(counts, commit(counts));
    }

    /** Parsing, deciding and committing in one step, where the warehouse pulls the rows. */
    private Result pour(Inspection found) {
        report(new Progress("loading", 0, found.bytes(), "bytes"));
        Poured poured = activities.pour(job);
        return reconcile(poured.counts(), poured.written());
    }

    private String jobId() {
        String memo = (String) Workflow.getMemo(WorkflowStarter.JOB_MEMO, String.class);
        if (memo != null) {
            return memo;
        }
        var info = Workflow.getInfo();
        return activities.adopt(info.getWorkflowId(), info.getFirstExecutionRunId(), input);
    }

    private RangeCounts parse(Inspection found) {
        report(new Progress("parsing", 0, found.bytes(), "bytes"));
        List<Promise<RangeCounts>> ranges = new ArrayList<>();
        try {
            for (int range = 0; range < found.ranges() && !failed(ranges); range++) {
                Workflow.await(() -> running(ranges) < RANGES_AT_ONCE);
                start(range, ranges);
            }
            Workflow.await(() -> running(ranges) == 0 || failed(ranges));
            RangeCounts counts = ranges.stream().map(Promise::get).reduce(RangeCounts.NONE, RangeCounts::plus);
            // Too short to be cancelled, as a range that has begun.
            return JobFlow.detached(() -> activities.count(job, counts));
        } catch (TemporalFailure e) {
            // So that no range still writes when staging is cleared.
            ranges.forEach(LoadCsvWorkflowImpl::awaitEnd);
            throw e;
        }
    }

    /**
     * A range that has begun is not cancelled: it is short, and the in-process server mishandles a cancellation that
     * meets the end of one of several activities.
     */
    private void start(int range, List<Promise<RangeCounts>> ranges) {
        Workflow.newDetachedCancellationScope(() ->
                        ranges.add(Async.function(activities::parse, job, range).thenApply(this::parsed)))
                .run();
    }

    private static long running(List<Promise<RangeCounts>> ranges) {
        return ranges.stream().filter(range -> !range.isCompleted()).count();
    }

    private static boolean failed(List<Promise<RangeCounts>> ranges) {
        return ranges.stream().anyMatch(range -> range.isCompleted() && range.getFailure() != null);
    }

    private RangeCounts parsed(RangeCounts counts) {
        report(new Progress("parsing", progress.done() + counts.bytes(), progress.total(), progress.unit()));
        return counts;
    }

    private static void awaitEnd(Promise<?> range) {
        try {
            range.get();
        } catch (TemporalFailure e) {
            // The first failure is the one that counts.
        }
    }

    private void decide(Inspection found, RangeCounts counts) {
        try {
            Decision.check(input, found, counts);
        } catch (Failure e) {
            throw TemporalFailures.toTemporal(e);
        }
    }

    private WriteResult commit(RangeCounts counts) {
        report(new Progress("writing", 0, counts.accepted(), "rows"));
        return activities.commit(job);
    }

    private Result reconcile(RangeCounts counts, WriteResult written) {
        WriteResult.TableResult table = written.tables().get(0);
        boolean agreed = counts.read() == counts.accepted() + counts.rejected()
                && counts.accepted() == table.written() + table.superseded()
                && (input.mode() != Mode.APPEND || table.after() - table.before() == table.written())
                && (input.mode() != Mode.REPLACE || table.after() == table.written());
        if (!agreed) {
            throw TemporalFailures.toTemporal(new Failure(
                    FailureType.RECONCILIATION_FAILED,
                    "Read " + counts.read() + " records, accepted " + counts.accepted() + ", rejected "
                            + counts.rejected() + ", but the warehouse says it wrote " + table.written()
                            + " rows, superseded " + table.superseded() + ", and the table went from "
                            + table.before() + " to " + table.after() + " rows. Look at the table before you go on."));
        }
        return result(counts, table.written(), table.superseded());
    }

    private Result result(RangeCounts counts, long loaded, long superseded) {
        return new Result(
                counts.read(),
                loaded,
                counts.rejected(),
                input.mode() == Mode.MERGE ? Optional.of(superseded) : Optional.empty(),
                filesSkipped > 0 ? Optional.of((long) filesSkipped) : Optional.empty(),
                counts.rejected() > 0 ? Optional.of("/v1/jobs/" + job + "/rejects") : Optional.empty());
    }

    private static Ending succeeded(Instant startedAt, Result result) {
        return new Ending(JobStatus.SUCCEEDED, startedAt, Optional.of(result), Optional.empty());
    }

    /**
     * A failure, a cancellation, or an end from outside: final once it is certain that the commit did not, and will not,
     * happen. If it has happened, the load has succeeded.
     */
    private Ending settled(Instant startedAt, JobError error) {
        Settled settled = JobFlow.detached(() -> activities.settle(job));
        if (settled.written().isEmpty()) {
            boolean cancelled = error.type().equals(CANCELLED.type());
            return new Ending(
                    cancelled ? JobStatus.CANCELLED : JobStatus.FAILED,
                    startedAt,
                    cancelled ? Optional.empty() : settled.counts().map(counts -> result(counts, 0, 0)),
                    cancelled ? Optional.empty() : Optional.of(error));
        }
        filesSkipped = settled.filesSkipped();
        RangeCounts counts = settled.counts().orElseThrow();
        try {
            return succeeded(startedAt, reconcile(counts, settled.written().get()));
        } catch (TemporalFailure wrong) {
            return new Ending(
                    JobStatus.FAILED,
                    startedAt,
                    Optional.of(result(counts, 0, 0)),
                    Optional.of(TemporalFailures.toJobError(wrong)));
        }
    }

    private Result end(Ending ending) {
        report(new Progress("finishing", progress.done(), progress.total(), progress.unit()));
        EndedJob ended = JobFlow.detached(() -> activities.finish(job, ending));
        return JobFlow.end(ended, Result.class, "The load was cancelled; nothing is in the table.");
    }

    private void report(Progress now) {
        progress = now;
        Workflow.setCurrentDetails("**" + now.phase() + "** " + now.done()
                + (now.total() > 0 ? " of " + now.total() : "") + " " + now.unit());
    }
}
