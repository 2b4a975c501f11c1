package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.Approval;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.jobs.backup.TableClaims;
import dev.tablekeeper.jobs.backup.UndoBasis;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.worker.Steps;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.flow.JobEnding;
import dev.tablekeeper.worker.restore.Choice.Goal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Puts the steps of a restore together with the backups, the warehouse and the job's records. */
public final class RestoreActivitiesImpl implements RestoreActivities {
    static final String STAGING = "staging";

    private final WorkerParts parts;
    private final TableClaims claims;

    public RestoreActivitiesImpl(WorkerParts parts) {
        this.parts = parts;
        this.claims = new TableClaims(parts.claims(), parts.records());
    }

    @Override
    public Chosen choose(String job, RestoreTables.Input input) {
        LongConsumer alive = Steps.stoppable(parts.records(), job, "choosing", "tables");
        Choice choice = choice();
        if (input.dryRun()) {
            Manifest manifest = parts.backups().place().require(choice.backup(input.backup(), input.asOf()));
            List<RestoreTables.Change> changes = choice.changes(choice.goals(manifest, input), () -> alive.accept(0));
            return new Chosen(manifest.id(), manifest.instant(), changes.size(), 0, 0, 0, 0, Optional.of(changes));
        }
        String backup =
                parts.plans().once(job, "backup", String.class, () -> choice.backup(input.backup(), input.asOf()));
        parts.backups().uses().read(backup, job);
        RestorePlan plan = parts.plans().once(job, RestorePlan.STEP, RestorePlan.class, () -> {
            Manifest manifest = parts.backups().place().require(backup);
            List<Goal> goals = choice.goals(manifest, input);
            return choice.plan(manifest, goals);
        });
        claims.claim(job, plan.tables());
        return new Chosen(
                plan.backup(),
                plan.instant(),
                plan.targets().size(),
                plan.rows(),
                plan.targets().stream().mapToLong(RestorePlan.Target::bytes).sum(),
                plan.units().size(),
                new SwapSteps(parts).groups(plan).size(),
                Optional.empty());
    }

    private Choice choice() {
        return new Choice(parts.backups(), parts.tables(), parts.warehouse().swaps());
    }

    @Override
    public long stage(String job, int unit) {
        LongConsumer alive = Steps.stoppable(parts.records(), job, STAGING, "rows");
        return new Stage(parts).once(job, plan(job), unit, alive);
    }

    @Override
    public Instant ask(String job, Duration timeout) {
        return parts.records().askApproval(job, parts.clock().instant().plus(timeout));
    }

    @Override
    public Optional<String> approvedBy(String job) {
        return parts.records().approval(job).flatMap(Approval::by);
    }

    @Override
    public Optional<String> approve(String job, Optional<String> by) {
        return parts.records()
                .approve(job, new Approval(by, parts.clock().instant()))
                .by();
    }

    @Override
    public void hold(String job) {
        new SwapSteps(parts).hold(job, plan(job));
    }

    @Override
    public void swap(String job, int group) {
        LongConsumer alive = Steps.stoppable(parts.records(), job, "swapping", "tables");
        new SwapSteps(parts).swap(job, plan(job), group, () -> alive.accept(0));
    }

    @Override
    public Optional<RestoreTables.Result> settle(String job, RestoreTables.Input input) {
        return Steps.untilItCan(() -> findPlan(job).flatMap(plan -> {
            SwapSteps swaps = new SwapSteps(parts);
            Optional<List<SwapResult>> results = swaps.settle(job, plan);
            return results.map(swapped -> {
                UndoBasis undo = swaps.keepForUndo(job, plan, swapped);
                return swaps.result(plan, swapped, undo.until());
            });
        }));
    }

    @Override
    public EndedJob finish(String job, JobEnding ending) {
        return Steps.untilItCan(() -> {
            EndedJob ended = ending.end(parts, job);
            parts.warehouse().swaps().release(job);
            parts.warehouse().swaps().unstage(job);
            findPlan(job).ifPresent(plan -> claims.release(job, plan.tables()));
            parts.plans()
                    .find(job, "backup", String.class)
                    .ifPresent(backup -> parts.backups().uses().done(backup, job));
            parts.records().close(job);
            return ended;
        });
    }

    private Optional<RestorePlan> findPlan(String job) {
        return parts.plans().find(job, RestorePlan.STEP, RestorePlan.class);
    }

    private RestorePlan plan(String job) {
        return RestorePlan.require(parts.plans(), job);
    }
}
