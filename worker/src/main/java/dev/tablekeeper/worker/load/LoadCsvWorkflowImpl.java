package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.model.workflow.Progress;
import dev.tablekeeper.model.workflow.TemporalFailures;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.worker.load.LoadActivities.Inspection;
import dev.tablekeeper.worker.load.LoadActivities.Poured;
import dev.tablekeeper.worker.load.LoadActivities.RangeCounts;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
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
    /** How many ranges wait or are parsed at once: what a cancellation has to wait for. */
    private static final int RANGES_AT_ONCE = 32;

    private final LoadActivities activities = Workflow.newActivityStub(LoadActivities.class);
    private Progress progress = new Progress("inspecting", 0, 0, "bytes");
    private String job = "";
    private Input input;
    private Optional<Inspection> inspection = Optional.empty();
    private Optional<RangeCounts> parsed = Optional.empty();
    private boolean pouring;
    private boolean committing;

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
        Ending ending;
        try {
            ending = succeeded(startedAt, run());
        } catch (TemporalFailure e) {
            ending = settled(startedAt, e);
        }
        return end(ending);
    }

    private Result run() {
        Inspection found = activities.inspect(job, input);
        inspection = Optional.of(found);
        if (found.pulled()) {
            return pour(found);
        }
        RangeCounts counts = parse(found);
        parsed = Optional.of(counts);
        decide(found, counts);
        return input.dryRun() ? result(counts, counts.accepted(), 0) : reconcile(counts, commit(counts));
    }

    /** Parsing, deciding and committing in one step, where the warehouse pulls the rows. */
    private Result pour(Inspection found) {
        report(new Progress("loading", 0, found.bytes(), "bytes"));
        pouring = true;
        committing = true;
        Poured poured = activities.pour(job);
        committing = false;
        parsed = Optional.of(poured.counts());
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
            return ranges.stream().map(Promise::get).reduce(RangeCounts.NONE, RangeCounts::plus);
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
        committing = true;
        WriteResult written = activities.commit(job, counts.accepted());
        committing = false;
        return written;
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
        int skipped = inspection.map(Inspection::filesSkipped).orElse(0);
        return new Result(
                counts.read(),
                loaded,
                counts.rejected(),
                input.mode() == Mode.MERGE ? Optional.of(superseded) : Optional.empty(),
                skipped > 0 ? Optional.of((long) skipped) : Optional.empty(),
                counts.rejected() > 0 ? Optional.of("/v1/jobs/" + job + "/rejects") : Optional.empty());
    }

    private static Ending succeeded(Instant startedAt, Result result) {
        return new Ending(JobStatus.SUCCEEDED, startedAt, Optional.of(result), Optional.empty());
    }

    /** A failure or cancellation: final once it is certain that the commit did not, and will not, happen. */
    private Ending settled(Instant startedAt, TemporalFailure failure) {
        if (committing) {
            Optional<WriteResult> written = detached(() -> activities.settle(job));
            if (written.isPresent()) {
                try {
                    return succeeded(startedAt, reconcile(counted().orElseThrow(), written.get()));
                } catch (TemporalFailure wrong) {
                    return failed(startedAt, wrong);
                }
            }
        }
        if (CancellationScope.current().isCancelRequested()) {
            return new Ending(JobStatus.CANCELLED, startedAt, Optional.empty(), Optional.empty());
        }
        return failed(startedAt, failure);
    }

    /** What became of the records, if all were read. */
    private Optional<RangeCounts> counted() {
        if (parsed.isEmpty() && pouring) {
            parsed = detached(() -> activities.counted(job));
        }
        return parsed;
    }

    private Ending failed(Instant startedAt, TemporalFailure failure) {
        return new Ending(
                JobStatus.FAILED,
                startedAt,
                counted().map(counts -> result(counts, 0, 0)),
                Optional.of(TemporalFailures.toJobError(failure)));
    }

    private Result end(Ending ending) {
        report(new Progress("finishing", progress.done(), progress.total(), progress.unit()));
        EndedJob ended = detached(() -> activities.finish(job, ending));
        return switch (ended.status()) {
            case SUCCEEDED -> Json.MAPPER.convertValue(ended.result().orElseThrow(), Result.class);
            case CANCELLED -> throw new CanceledFailure("The load was cancelled; nothing is in the table.");
            default -> {
                JobError error = ended.error().orElseThrow();
                throw ApplicationFailure.newNonRetryableFailure(
                        error.detail(), error.type().substring(FailureType.URN.length()));
            }
        };
    }

    private void report(Progress now) {
        progress = now;
        Workflow.setCurrentDetails("**" + now.phase() + "** " + now.done()
                + (now.total() > 0 ? " of " + now.total() : "") + " " + now.unit());
    }

    /** Runs steps that a cancellation must not stop. */
    private static <T> T detached(io.temporal.workflow.Functions.Func<T> step) {
        List<T> results = new ArrayList<>(1);
        Workflow.newDetachedCancellationScope(() -> results.add(step.apply())).run();
        return results.get(0);
    }
}
