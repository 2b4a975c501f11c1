package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.jobs.backup.Verification;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.VerifyBackup;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.worker.Steps;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.flow.JobEnding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Puts the steps of a drill together; up to the comparison they are those of a restore. */
public final class VerifyActivitiesImpl implements VerifyActivities {
    private static final String BACKUP = "backup";

    private final WorkerParts parts;

    public VerifyActivitiesImpl(WorkerParts parts) {
        this.parts = parts;
    }

    @Override
    public Chosen choose(String job, VerifyBackup.Input input) {
        Choice choice =
                new Choice(parts.backups(), parts.tables(), parts.warehouse().swaps());
        String backup =
                parts.plans().once(job, BACKUP, String.class, () -> choice.backup(input.backup(), Optional.empty()));
        parts.backups().uses().read(backup, job);
        RestorePlan plan = parts.plans()
                .once(
                        job,
                        RestorePlan.STEP,
                        RestorePlan.class,
                        () -> plan(parts.backups().place().require(backup)));
        return new Chosen(
                plan.backup(),
                plan.instant(),
                plan.targets().size(),
                plan.rows(),
                plan.units().size());
    }

    /** Into tables of the backup's own definitions, which nobody but the drill sees. */
    private static RestorePlan plan(Manifest manifest) {
        return RestorePlan.of(
                manifest,
                manifest.tables().stream()
                        .map(table -> new RestorePlan.Target(
                                table.table(),
                                TableName.of(table.table()),
                                table.definition(),
                                table.rows(),
                                table.bytes()))
                        .toList());
    }

    @Override
    public long restore(String job, int unit) {
        LongConsumer alive = Steps.stoppable(parts.records(), job, VerifyBackupWorkflowImpl.RESTORING, "rows");
        return new Stage(parts).once(job, plan(job), unit, alive);
    }

    @Override
    public VerifyBackup.Result prove(String job) {
        RestorePlan plan = plan(job);
        for (int unit = 0; unit < plan.units().size(); unit++) {
            if (parts.plans()
                    .find(job, RestorePlan.step(unit), RestorePlan.Staged.class)
                    .isEmpty()) {
                throw new Failure(FailureType.INTERNAL, "a part of the backup was not restored");
            }
        }
        Manifest manifest = parts.backups().place().require(plan.backup());
        return new VerifyBackup.Result(
                manifest.id(),
                manifest.instant(),
                manifest.tables().stream()
                        .map(table -> new VerifyBackup.TableResult(
                                table.table(), table.rows(), table.fingerprint().value()))
                        .toList());
    }

    @Override
    public EndedJob finish(String job, JobEnding ending) {
        return Steps.untilItCan(() -> {
            Optional<String> backup = parts.plans().find(job, BACKUP, String.class);
            // Before the end, so that whoever sees the drill ended finds its evidence.
            if (parts.records().ended(job).isEmpty()) {
                backup.filter(id -> ending.status() != JobStatus.CANCELLED)
                        .filter(parts.backups().place()::complete)
                        .ifPresent(id ->
                                keepEvidence(id, job, ending, parts.clock().instant()));
            }
            EndedJob ended = ending.end(parts, job);
            parts.warehouse().swaps().unstage(job);
            backup.ifPresent(id -> parts.backups().uses().done(id, job));
            parts.records().close(job);
            return ended;
        });
    }

    private void keepEvidence(String backup, String job, JobEnding ending, Instant now) {
        BackupPlace place = parts.backups().place();
        boolean succeeded = ending.status() == JobStatus.SUCCEEDED;
        Optional<Instant> last =
                succeeded ? Optional.of(now) : place.verification(backup).flatMap(Verification::lastSucceeded);
        List<VerifyBackup.TableResult> tables = ending.result()
                .map(result -> Json.MAPPER
                        .convertValue(result, VerifyBackup.Result.class)
                        .tables())
                .orElse(List.of());
        place.keep(backup, new Verification(now, succeeded, last, job, tables, ending.error()));
    }

    private RestorePlan plan(String job) {
        return RestorePlan.require(parts.plans(), job);
    }
}
