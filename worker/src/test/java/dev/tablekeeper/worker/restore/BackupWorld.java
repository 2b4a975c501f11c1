package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.model.workflow.UndoRestore;
import dev.tablekeeper.model.workflow.VerifyBackup;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.worker.load.LoadWorld;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A {@link LoadWorld} with three departments in it, and words for what is done with backups. */
final class BackupWorld implements AutoCloseable {
    static final String THREE = "1,Sales\n2,Research\n3,Law\n";

    final LoadWorld world;

    BackupWorld(Path folder) {
        this(folder, UnaryOperator.identity(), UnaryOperator.identity());
    }

    BackupWorld(Path folder, UnaryOperator<ObjectStore> objects, UnaryOperator<Warehouse> warehouse) {
        world = new LoadWorld(folder, objects, warehouse);
        load("departments", THREE);
    }

    void load(String table, String csv) {
        Job job = world.load(table, csv, Map.of());
        if (job.status() != JobStatus.SUCCEEDED) {
            throw new AssertionError("the load failed: " + job.error());
        }
    }

    int departments() {
        return world.rows("departments").size();
    }

    /** Makes a backup of all tables, which no other one of the same day takes the place of; its id. */
    String backup() {
        return backup(new BackupTables.Input(List.of(), Optional.of("kept")));
    }

    String backup(BackupTables.Input input) {
        Job job = world.await(startBackup(input));
        return result(job, BackupTables.Result.class).backup();
    }

    String startBackup(BackupTables.Input input) {
        return world.backupJobs.backup(input, "test", Optional.empty()).job().id();
    }

    Manifest manifest(String backup) {
        return world.backups.place().require(backup);
    }

    /** Accepts a restore of {@code {"backup": …}} and other fields; the job's id. */
    String startRestore(Object... fields) {
        return world.backupJobs
                .restore(restore(fields), List.of("departments"), "test", Optional.empty())
                .job()
                .id();
    }

    static RestoreTables.Input restore(Object... fields) {
        var input = Json.MAPPER.createObjectNode();
        for (int i = 0; i < fields.length; i += 2) {
            input.set((String) fields[i], Json.MAPPER.valueToTree(fields[i + 1]));
        }
        return Json.MAPPER.convertValue(input, RestoreTables.Input.class);
    }

    Job restored(Object... fields) {
        return world.await(startRestore(fields));
    }

    Job verified(String backup) {
        return world.await(world.backupJobs
                .verify(new VerifyBackup.Input(Optional.of(backup)), "test", Optional.empty())
                .job()
                .id());
    }

    Job undone(String restore, boolean discardNewer) {
        return world.await(world.backupJobs
                .undo(new UndoRestore.Input(restore, discardNewer), List.of("departments"), "test", Optional.empty())
                .job()
                .id());
    }

    static <T> T result(Job job, Class<T> type) {
        return Json.MAPPER.convertValue(job.result().orElseThrow(() -> new AssertionError("no result: " + job)), type);
    }

    static RestoreTables.Result restore(Job job) {
        return result(job, RestoreTables.Result.class);
    }

    /** The only file of a table in a backup. */
    String file(String backup, String table) {
        return BackupPlace.file(
                backup,
                manifest(backup).table(table).orElseThrow().files().get(0).path());
    }

    @Override
    public void close() {
        world.close();
    }
}
