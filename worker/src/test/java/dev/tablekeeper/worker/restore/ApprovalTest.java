package dev.tablekeeper.worker.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tablekeeper.jobs.Approval;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.RestoreTables;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowUpdateException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalTest {
    @TempDir
    Path folder;

    private BackupWorld world;
    private String backup;

    @BeforeEach
    void open() {
        world = new BackupWorld(folder);
        backup = world.backup();
        world.load("departments", "4,Support\n");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private String waiting(Object... more) {
        Object[] fields = new Object[6 + more.length];
        System.arraycopy(
                new Object[] {"backup", backup, "tables", List.of("departments"), "approval", true}, 0, fields, 0, 6);
        System.arraycopy(more, 0, fields, 6, more.length);
        String job = world.startRestore(fields);
        await().until(() -> find(job).status() == JobStatus.WAITING_APPROVAL);
        return job;
    }

    private Job find(String job) {
        return world.world.jobs.find(job).orElseThrow();
    }

    @Test
    void aRestoreWaitsAndGoesOnWhenSomebodySaysSo() {
        String job = waiting();
        assertThat(world.departments()).isEqualTo(4);

        world.world.jobs.approve(find(job), "ada");
        Job ended = world.world.await(job);

        assertThat(ended.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(world.departments()).isEqualTo(3);
        assertThat(world.world.records.approval(job).orElseThrow().by()).contains("ada");
        assertThatThrownBy(() -> world.world.jobs.approve(ended, "bob"))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.type()).isEqualTo(FailureType.NOT_POSSIBLE));
    }

    @Test
    void anOperatorApprovesInTemporal() {
        String job = waiting();

        String answer = world.world.client.newUntypedWorkflowStub(job).update("approve", String.class, "the operator");

        assertThat(answer).contains("the operator");
        assertThat(world.world.await(job).status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(world.world.records.approval(job).orElseThrow().by()).contains("the operator");
    }

    @Test
    void aWordThatNobodyPassedOnIsPassedOnByASweep() {
        String job = waiting();
        // As if the process had died between the record and the call.
        world.world.records.approve(job, new Approval(Optional.of("ada"), Instant.now()));

        world.world.sweeper.sweep();

        assertThat(world.world.await(job).status()).isEqualTo(JobStatus.SUCCEEDED);
    }

    @Test
    void withoutAWordInTimeNoTableIsTouched() {
        String job = world.startRestore("backup", backup, "approval", true, "approvalTimeout", "PT1S");

        Job ended = world.world.await(job);

        assertThat(ended.status()).isEqualTo(JobStatus.FAILED);
        assertThat(ended.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:not-approved");
        assertThat(world.departments()).isEqualTo(4);
        assertThatThrownBy(() -> world.world.jobs.approve(ended, "too late")).isInstanceOf(Failure.class);
    }

    @Test
    void whileOneWaitsAnotherOfTheSameTableIsRefused() {
        String job = waiting();

        Job second = world.restored("backup", backup, "tables", List.of("departments"));

        assertThat(second.status()).isEqualTo(JobStatus.FAILED);
        assertThat(second.error().orElseThrow().detail()).contains("departments", job);
        Job other = world.restored("backup", backup, "tables", List.of("jobs"));
        assertThat(other.status()).isEqualTo(JobStatus.SUCCEEDED);

        world.world.jobs.approve(find(job), "ada");
        world.world.await(job);
        assertThat(world.restored("backup", backup, "tables", List.of("departments"))
                        .status())
                .isEqualTo(JobStatus.SUCCEEDED);
    }

    @Test
    void aBackupThatAWaitingRestoreReadsIsNotDeleted() {
        String job = waiting();

        assertThatThrownBy(() -> world.world.backups.delete(backup)).hasMessageContaining(job);

        world.world.jobs.cancel(find(job));
        assertThat(world.world.await(job).status()).isEqualTo(JobStatus.CANCELLED);
        world.world.backups.delete(backup);
        assertThat(world.world.backups.complete()).isEmpty();
    }

    @Test
    void aWaitingRestoreCanBeStoppedFromTemporalToo() {
        String byUpdate = waiting();
        world.world.client.newUntypedWorkflowStub(byUpdate).update("cancel", String.class, "the operator");
        assertThat(world.world.await(byUpdate).status()).isEqualTo(JobStatus.CANCELLED);

        String byCancel = waiting();
        world.world.client.newUntypedWorkflowStub(byCancel).cancel();
        assertThat(world.world.await(byCancel).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.departments()).isEqualTo(4);
    }

    @Test
    void oneThatDoesNotWaitTakesNoApproval() {
        Job done = world.restored("backup", backup);
        assertThat(done.status()).isEqualTo(JobStatus.SUCCEEDED);

        assertThatThrownBy(() ->
                        world.world.client.newUntypedWorkflowStub(done.id()).update("approve", String.class, "late"))
                .isInstanceOfAny(WorkflowUpdateException.class, WorkflowNotFoundException.class);
        assertThat(RestoreTables.WAITING).isNotEmpty();
    }
}
