package dev.tablekeeper.worker.insert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.InsertRows;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.TaskQueues;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import dev.tablekeeper.worker.load.LoadWorld;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class InsertRowsTest {
    @TempDir
    private Path folder;

    @Test
    void goodRowsGoInAndBadOnesAreKept() {
        try (LoadWorld world = new LoadWorld(folder)) {
            Job job = world.await(accept(world, "{\"id\":1,\"department\":\"A\"}", "{\"id\":2}"));

            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(job.result().orElseThrow().get("rowsLoaded").asLong()).isEqualTo(1);
            assertThat(job.result().orElseThrow().at("/rejected/0/code").asText())
                    .isEqualTo("missing-value");
            assertThat(world.rows("departments")).containsExactly(List.of(1L, "A"));
            assertThat(world.staged(job.id())).isEmpty();
            assertThat(world.objects.find("rejects/" + job.id() + ".csv")).isPresent();
        }
    }

    /** As a kill between the append and its acknowledgement: the rows are there, and nobody was told. */
    @Test
    void anAppendWhoseAnswerIsLostIsNotDoneAgain() {
        AtomicInteger writes = new AtomicInteger();
        UnaryOperator<Warehouse> losing = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> tables, LongConsumer progress) {
                WriteResult result = super.write(operation, tables, progress);
                if (writes.incrementAndGet() <= 2) {
                    throw new StoreFailure(FailureType.UNAVAILABLE, "the answer got lost");
                }
                return result;
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), losing)) {
            Job job = world.await(accept(world, "{\"id\":1,\"department\":\"A\"}"));

            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(writes).hasValue(3);
            assertThat(job.result().orElseThrow().get("rowsLoaded").asLong()).isEqualTo(1);
            assertThat(world.rows("departments")).hasSize(1);
        }
    }

    @Test
    void aWriteThatHasToWaitGoesOnOutsideOfTheWorkflowTask() {
        CountDownLatch outside = new CountDownLatch(1);
        UnaryOperator<Warehouse> busy = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> tables, LongConsumer progress) {
                if (outside.getCount() > 0) {
                    outside.countDown();
                    untilItThrows(progress);
                }
                return super.write(operation, tables, progress);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), busy)) {
            Job job = world.await(accept(world, "{\"id\":1,\"department\":\"A\"}"));

            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.rows("departments")).hasSize(1);
        }
    }

    @Test
    void whatIsCancelledWhileItWaitsIsNotWritten() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        UnaryOperator<Warehouse> busy = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> tables, LongConsumer progress) {
                writing.countDown();
                untilItThrows(progress);
                return super.write(operation, tables, progress);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), busy)) {
            String id = accept(world, "{\"id\":1,\"department\":\"A\"}");
            assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
            world.jobs.cancel(world.jobs.find(id).orElseThrow());

            assertThat(world.await(id).status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(world.rows("departments")).isEmpty();
            assertThat(world.staged(id)).isEmpty();
        }
    }

    @Test
    void rowsThatAreNotAsManyAsStagedFailTheJobAndStay() {
        UnaryOperator<ObjectStore> cutting = objects -> new DelegatingObjectStore(objects) {
            @Override
            public StoredObject write(String name, Condition condition, byte[] content) {
                boolean rows = name.endsWith(".avro");
                return super.write(name, condition, rows ? Arrays.copyOf(content, content.length - 3) : content);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, cutting, UnaryOperator.identity())) {
            Job job = world.await(accept(world, "{\"id\":1,\"department\":\"A\"}", "{}"));

            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            assertThat(job.error().orElseThrow().type()).isEqualTo(FailureType.DAMAGED.urn());
            assertThat(job.result().orElseThrow().get("rowsLoaded").asLong()).isZero();
            assertThat(job.result().orElseThrow().get("rejected")).isNotEmpty();
            assertThat(world.rows("departments")).isEmpty();
            assertThat(world.staged(job.id())).isNotEmpty();
        }
    }

    @Test
    void aWorkflowThatWasTerminatedAfterItsAppendHasSucceeded() throws InterruptedException {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch terminated = new CountDownLatch(1);
        UnaryOperator<Warehouse> slow = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> tables, LongConsumer progress) {
                WriteResult result = super.write(operation, tables, progress);
                written.countDown();
                try {
                    terminated.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return result;
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), slow)) {
            String id = accept(world, "{\"id\":1,\"department\":\"A\"}");
            assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
            world.client.newUntypedWorkflowStub(id).terminate("to see what comes of it");
            terminated.countDown();
            world.sweeper.sweep();

            Job job = world.await(id);
            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(job.result().orElseThrow().get("rowsLoaded").asLong()).isEqualTo(1);
            assertThat(world.rows("departments")).hasSize(1);
        }
    }

    @Test
    void aWorkflowThatAnOperatorStartsIsAJob() {
        try (LoadWorld world = new LoadWorld(folder)) {
            Job first = world.await(accept(world, "{\"id\":1,\"department\":\"A\"}"));
            world.inserts.refuse(
                    Rows.batch(
                            InsertRows.Mode.APPEND,
                            Rows.judged(world.table("departments"), "{\"id\":2,\"department\":\"B\"}", "{}")),
                    JobError.of(FailureType.INVALID_ROWS, "refused"));
            String object = world.objects.list("staging/", "", 10).stream()
                    .map(StoredObject::name)
                    .filter(name -> name.endsWith(".avro"))
                    .findFirst()
                    .orElseThrow();
            WorkflowStub stub = world.client.newUntypedWorkflowStub(
                    "InsertRows",
                    WorkflowOptions.newBuilder()
                            .setTaskQueue(TaskQueues.INSERT)
                            .setWorkflowId("by hand")
                            .build());
            stub.start(Map.of("tables", List.of(Map.of("table", "departments", "object", object, "rows", 1))));

            assertThat(stub.getResult(InsertRows.Result.class).rowsLoaded()).isEqualTo(1);
            assertThat(world.rows("departments")).hasSize(2);
            Job job = world.jobs
                    .list(
                            new Jobs.Filter(
                                    Optional.of(JobKind.INSERT), Optional.of(JobStatus.SUCCEEDED), Optional.empty()),
                            10,
                            Optional.empty())
                    .jobs()
                    .get(0);
            assertThat(job.startedBy()).isEqualTo("operator");
            assertThat(job.id()).isNotEqualTo(first.id());
        }
    }

    /** As a write that waits its turn behind a long load. */
    private static void untilItThrows(LongConsumer progress) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < end) {
            progress.accept(0);
            Thread.onSpinWait();
        }
    }

    @Test
    void aFailedInsertIsRetriedOnceFromWhatItStaged() {
        AtomicBoolean denied = new AtomicBoolean(true);
        UnaryOperator<Warehouse> denying = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> tables, LongConsumer progress) {
                if (denied.get()) {
                    throw new StoreFailure(FailureType.PERMISSION_DENIED, "not for you");
                }
                return super.write(operation, tables, progress);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), denying)) {
            Job failed = world.await(accept(world, "{\"id\":1,\"department\":\"A\"}", "{}"));
            assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
            denied.set(false);

            String retry = world.retries
                    .retry(failed, "test", Optional.empty())
                    .accepted()
                    .job()
                    .id();
            assertThat(world.await(retry).status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.retries
                            .retry(failed, "test", Optional.empty())
                            .accepted()
                            .job()
                            .id())
                    .isEqualTo(retry);
            assertThat(world.rows("departments")).hasSize(1);
        }
    }

    @Test
    void aRefusedInsertIsNotRetried() {
        try (LoadWorld world = new LoadWorld(folder)) {
            String refused = world.inserts
                    .refuse(
                            Rows.batch(
                                    InsertRows.Mode.APPEND,
                                    Rows.judged(world.table("departments"), "{\"id\":2,\"department\":\"B\"}", "{}")),
                            JobError.of(FailureType.INVALID_ROWS, "refused"))
                    .job()
                    .id();
            Job job = world.jobs.find(refused).orElseThrow();

            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> world.retries.retry(job, "test", Optional.empty()))
                    .withMessageContaining("refused for the rows");
        }
    }

    private static String accept(LoadWorld world, String... rows) {
        return world.inserts
                .accept(Rows.batch(InsertRows.Mode.APPEND, Rows.judged(world.table("departments"), rows)))
                .job()
                .id();
    }
}
