package dev.tablekeeper.worker.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.Inserts;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.JobIds;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.JudgedRows;
import dev.tablekeeper.jobs.RunningJobs;
import dev.tablekeeper.jobs.Sweeper;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.InsertRows;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.model.workflow.TaskQueues;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import dev.tablekeeper.worker.insert.Rows;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
import org.junit.jupiter.api.io.TempDir;

/**
 * Records the histories that {@code ReplayTest} replays. No test by itself, and not run as one: {@code
 * conformance/record-histories} runs it.
 */
public class RecordHistories {
    private static final Path HISTORIES = Path.of("src", "test", "resources", "histories");
    private static final byte[] CSV = "1,A\nx,B\n2,C\n2,D\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void pulled() throws IOException {
        try (LoadWorld world = new LoadWorld(folder)) {
            for (String mode : List.of("append", "replace", "merge")) {
                Job job = world.load("departments", CSV, Map.of("mode", mode, "maxRejected", 1));
                assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
                record(world, job.id(), mode + "-pulled");
            }
        }
    }

    @Test
    void staged() throws IOException {
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), RecordHistories::staging)) {
            Job merged = world.load("departments", CSV, Map.of("mode", "merge", "maxRejected", 1));
            record(world, merged.id(), "merge-staged");
            Job large = world.load("departments", fileOf(40 << 20), Map.of());
            assertThat(large.status()).isEqualTo(JobStatus.SUCCEEDED);
            record(world, large.id(), "append-staged-in-several-ranges");
        }
    }

    @Test
    void notLoaded() throws IOException {
        try (LoadWorld world = new LoadWorld(folder)) {
            Job rejected = world.load("departments", CSV, Map.of("maxRejected", 0));
            assertThat(rejected.status()).isEqualTo(JobStatus.FAILED);
            record(world, rejected.id(), "too-many-rejects");
            record(world, world.load("departments", CSV, Map.of("dryRun", true)).id(), "dry-run");
        }
    }

    @Test
    void startedByAnOperator() throws IOException {
        try (LoadWorld world = new LoadWorld(folder)) {
            world.objects.write("incoming/departments/a.csv", Condition.any(), CSV);
            WorkflowStub stub = world.client.newUntypedWorkflowStub(
                    "LoadCsv",
                    WorkflowOptions.newBuilder()
                            .setTaskQueue(TaskQueues.LOAD)
                            .setWorkflowId("by-hand")
                            .build());
            stub.start(Map.of("table", "departments", "uri", "incoming/departments/a.csv", "maxRejected", "50%"));
            stub.getResult(LoadCsv.Result.class);
            record(world, "by-hand", "started-by-an-operator");
        }
    }

    @Test
    void stopped() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        UnaryOperator<Warehouse> waiting = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
                writing.countDown();
                return super.write(operation, writes, done -> untilStopped(progress, done));
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), waiting)) {
            String id = world.accept("departments", CSV, Map.of("maxRejected", 1));
            assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
            world.jobs.cancel(world.jobs.find(id).orElseThrow());
            assertThat(world.await(id).status()).isEqualTo(JobStatus.CANCELLED);
            record(world, id, "cancelled-while-committing");

            String other = world.accept("departments", CSV, Map.of("maxRejected", 1));
            world.client.newUntypedWorkflowStub(other).terminate("to see what comes of it");
            RunningJobs running = new RunningJobs(WorkflowServers.of(world.client));
            new Sweeper(world.records, new WorkflowStarter(WorkflowServers.of(world.client), running), running).sweep();
            world.await(other);
            record(world, other, "ended-from-outside");
        }
    }

    @Test
    void inserted() throws IOException {
        try (LoadWorld world = new LoadWorld(folder)) {
            JudgedRows departments =
                    Rows.judged(world.table("departments"), "{\"id\":1,\"department\":\"A\"}", "{\"id\":2}");
            JudgedRows jobs = Rows.judged(world.table("jobs"), "{\"id\":1,\"job\":\"A\"}");
            record(world, insert(world, Rows.batch(InsertRows.Mode.APPEND, departments)), "insert");
            record(
                    world,
                    insert(world, Rows.batch(InsertRows.Mode.MERGE, departments, jobs)),
                    "insert-merge-of-several-tables");
            String missing = JobIds.next(JobKind.INSERT, Instant.now());
            InsertRows.Input input = new InsertRows.Input(
                    List.of(new InsertRows.Batch("jobs", Optional.of("staging/none.avro"), 1L, 0L)),
                    InsertRows.Mode.APPEND);
            world.acceptance.accept(new JobRequest(
                    JobKind.INSERT,
                    List.of("jobs"),
                    "test",
                    missing,
                    job -> Json.MAPPER.valueToTree(input),
                    Optional.empty(),
                    Optional.empty()));
            assertThat(world.await(missing).status()).isEqualTo(JobStatus.FAILED);
            record(world, missing, "insert-that-failed");

            WorkflowStub stub = world.client.newUntypedWorkflowStub(
                    "InsertRows",
                    WorkflowOptions.newBuilder()
                            .setTaskQueue(TaskQueues.INSERT)
                            .setWorkflowId("insert-by-hand")
                            .build());
            stub.start(Map.of("tables", List.of(Map.of("table", "jobs", "rows", 0))));
            record(world, "insert-by-hand", "insert-started-by-an-operator");
        }
    }

    @Test
    void insertStopped() throws Exception {
        AtomicBoolean busy = new AtomicBoolean(true);
        UnaryOperator<Warehouse> waiting = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
                if (busy.get()) {
                    untilStopped(progress, 0);
                }
                return super.write(operation, writes, progress);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), waiting)) {
            Inserts.Batch batch =
                    Rows.batch(InsertRows.Mode.APPEND, Rows.judged(world.table("jobs"), "{\"id\":1,\"job\":\"A\"}"));
            String id = world.inserts.accept(batch).job().id();
            untilScheduled(world, id);
            world.jobs.cancel(world.jobs.find(id).orElseThrow());
            assertThat(world.await(id).status()).isEqualTo(JobStatus.CANCELLED);
            record(world, id, "insert-cancelled");

            String other = world.inserts.accept(batch).job().id();
            untilScheduled(world, other);
            world.client.newUntypedWorkflowStub(other).terminate("to see what comes of it");
            world.sweeper.sweep();
            world.await(other);
            record(world, other, "insert-ended-from-outside");
        }
    }

    @Test
    void insertOutsideOfItsTask() throws IOException {
        AtomicInteger writes = new AtomicInteger();
        UnaryOperator<Warehouse> waiting = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> tables, LongConsumer progress) {
                if (writes.incrementAndGet() == 1) {
                    untilStopped(progress, 0);
                }
                return super.write(operation, tables, progress);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), waiting)) {
            String id = insert(
                    world,
                    Rows.batch(InsertRows.Mode.APPEND, Rows.judged(world.table("jobs"), "{\"id\":1,\"job\":\"A\"}")));
            record(world, id, "insert-outside-of-its-task");
        }
    }

    private static String insert(LoadWorld world, Inserts.Batch batch) {
        Job job = world.await(world.inserts.accept(batch).job().id());
        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        return job.id();
    }

    /** Its append waits outside of the workflow task by then. */
    private static void untilScheduled(LoadWorld world, String id) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < end
                && world.client.fetchHistory(id).getEvents().stream()
                        .noneMatch(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)) {
            Thread.onSpinWait();
        }
    }

    private static Warehouse staging(Warehouse warehouse) {
        return new DelegatingWarehouse(warehouse) {
            @Override
            public Intake intake() {
                return Intake.STAGED;
            }
        };
    }

    /** As a long write: alive until the next heartbeat says that it is to stop. */
    private static void untilStopped(LongConsumer progress, long done) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < end) {
            progress.accept(done);
            Thread.onSpinWait();
        }
    }

    private static byte[] fileOf(int bytes) {
        StringBuilder csv = new StringBuilder(bytes + 200);
        String name = "D".repeat(100);
        for (int i = 0; csv.length() < bytes; i++) {
            csv.append(i).append(',').append(name).append('\n');
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Writes down the history of a workflow when it has closed, without the name of the machine, which is part of a worker's. */
    public static void record(LoadWorld world, String workflowId, String name) throws IOException {
        // The job has ended a little before its workflow.
        WorkflowStub stub = world.client.newUntypedWorkflowStub(workflowId);
        stub.getResultAsync(30, TimeUnit.SECONDS, JsonNode.class)
                .handle((result, failure) -> "closed")
                .join();
        String json = world.client.fetchHistory(workflowId).toJson(true);
        Files.createDirectories(HISTORIES);
        Files.writeString(
                HISTORIES.resolve(name + ".json"),
                json.replace(ManagementFactory.getRuntimeMXBean().getName(), "worker") + "\n");
    }
}
