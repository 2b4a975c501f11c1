package dev.tablekeeper.worker.backup;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.worker.Steps;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.flow.JobEnding;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the steps of a backup together with the warehouse, the backups and the job's records. */
public final class BackupActivitiesImpl implements BackupActivities {
    private static final Logger LOG = LoggerFactory.getLogger(BackupActivitiesImpl.class);

    private final WorkerParts parts;
    private final Export export;
    private final Seal seal;

    public BackupActivitiesImpl(WorkerParts parts) {
        this.parts = parts;
        this.export = new Export(parts.warehouse(), parts.backups().place());
        this.seal = new Seal(parts);
    }

    @Override
    public Frozen freeze(String job, BackupTables.Input input) {
        LongConsumer alive = Steps.stoppable(parts.records(), job, "freezing", "rows");
        BackupPlan plan = parts.plans().once(job, BackupPlan.STEP, BackupPlan.class, () -> {
            Optional<List<String>> tables = input.tables().isEmpty() ? Optional.empty() : Optional.of(input.tables());
            Snapshot snapshot = parts.warehouse()
                    .snapshots()
                    .freeze(operation(job, input), tables, parts.tables().all(), () -> alive.accept(0));
            return new BackupPlan(input, BackupPlace.id(snapshot.instant(), job), snapshot, BackupPlan.units(snapshot));
        });
        return new Frozen(
                plan.backup(),
                plan.snapshot().tables().size(),
                plan.units().size(),
                plan.snapshot().tables().stream().mapToLong(t -> t.rows()).sum());
    }

    @Override
    public Exported export(String job, int unit) {
        BackupPlan plan = plan(job);
        LongConsumer alive = Steps.stoppable(parts.records(), job, BackupTablesWorkflowImpl.EXPORTING, "rows");
        BackupPlan.Files files = parts.plans()
                .once(
                        job,
                        BackupPlan.step(unit),
                        BackupPlan.Files.class,
                        () -> export.export(operation(job, plan.input()), plan, unit, alive));
        return new Exported(files.rows(), files.bytes());
    }

    @Override
    public BackupTables.Result seal(String job) {
        return seal.seal(job, plan(job));
    }

    @Override
    public List<String> prune(String job) {
        List<String> chosen = parts.plans()
                .once(
                        job,
                        BackupPlan.Pruning.STEP,
                        BackupPlan.Pruning.class,
                        () -> new BackupPlan.Pruning(parts.backups().superfluous()))
                .backups();
        LongConsumer alive = Steps.heartbeat("pruning", "backups");
        return chosen.stream().filter(backup -> delete(backup, alive)).toList();
    }

    /** One that somebody has begun to read since it was chosen stays. */
    private boolean delete(String backup, LongConsumer alive) {
        alive.accept(0);
        try {
            parts.backups().delete(backup);
            return true;
        } catch (Failure e) {
            if (e.type() != FailureType.NOT_POSSIBLE) {
                throw e;
            }
            LOG.info("{}", e.getMessage());
            return false;
        }
    }

    @Override
    public Optional<BackupTables.Result> settle(String job) {
        return Steps.untilItCan(() -> seal.settle(job));
    }

    @Override
    public EndedJob finish(String job, BackupTables.Input input, JobEnding ending) {
        return Steps.untilItCan(() -> {
            EndedJob ended = ending.end(parts, job);
            parts.warehouse().snapshots().release(operation(job, input));
            parts.records().close(job);
            return ended;
        });
    }

    private BackupPlan plan(String job) {
        return parts.plans()
                .find(job, BackupPlan.STEP, BackupPlan.class)
                .orElseThrow(() -> new Failure(FailureType.INTERNAL, "the job " + job + " has lost its plan"));
    }

    /** Named by the job; its parameters are the whole input, so that it cannot be done for another one. */
    private static Operation operation(String job, BackupTables.Input input) {
        return new Operation(job + ".freeze", Hashes.sha256(Json.write(input)));
    }
}
