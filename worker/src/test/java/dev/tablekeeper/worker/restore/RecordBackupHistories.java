package dev.tablekeeper.worker.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.TaskQueues;
import dev.tablekeeper.worker.load.RecordHistories;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those of backups, restores, drills and undoings; as {@link RecordHistories}. */
class RecordBackupHistories {
    @TempDir
    private Path folder;

    @Test
    void backedUpRestoredProvenUndone() throws IOException {
        try (BackupWorld world = new BackupWorld(folder)) {
            String id = world.startBackup(new BackupTables.Input(List.of(), Optional.of("kept")));
            Job backup = world.world.await(id);
            record(world, id, "backup");
            String made = BackupWorld.result(backup, BackupTables.Result.class).backup();
            record(world, world.verified(made).id(), "verify");
            record(world, world.restored().id(), "restore-dry-run");
            String restore = world.restored("backup", made).id();
            record(world, restore, "restore");
            record(world, world.undone(restore, false).id(), "undo");
            record(world, world.restored("backup", "20200101t000000z-00000000").id(), "restore-that-failed");

            String waiting = waiting(world, made);
            world.world.jobs.approve(world.world.jobs.find(waiting).orElseThrow(), "ada");
            world.world.await(waiting);
            record(world, waiting, "restore-approved");
            String stopped = waiting(world, made);
            world.world.jobs.cancel(world.world.jobs.find(stopped).orElseThrow());
            world.world.await(stopped);
            record(world, stopped, "restore-cancelled");
        }
    }

    @Test
    void startedByAnOperator() throws IOException {
        try (BackupWorld world = new BackupWorld(folder)) {
            WorkflowStub stub = world.world.client.newUntypedWorkflowStub(
                    "BackupTables",
                    WorkflowOptions.newBuilder()
                            .setTaskQueue(TaskQueues.BACKUP)
                            .setWorkflowId("by-hand")
                            .build());
            stub.start();
            stub.getResult(BackupTables.Result.class);
            record(world, "by-hand", "backup-started-by-an-operator");
        }
    }

    @Test
    void tablesSwappedOneByOne() throws IOException {
        Trip trip = new Trip(1);
        try (BackupWorld world = new BackupWorld(folder, trip::around, trip::around)) {
            Job job = world.restored("backup", world.backup());
            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            record(world, job.id(), "restore-one-by-one");
        }
    }

    private static String waiting(BackupWorld world, String backup) {
        String job = world.startRestore("backup", backup, "approval", true);
        await().until(() -> world.world.jobs.find(job).orElseThrow().status() == JobStatus.WAITING_APPROVAL);
        return job;
    }

    private static void record(BackupWorld world, String workflowId, String name) throws IOException {
        RecordHistories.record(world.world, workflowId, name);
    }
}
