package dev.tablekeeper.worker.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.RunningJobs;
import dev.tablekeeper.jobs.Sweeper;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.model.workflow.TaskQueues;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records the histories that {@code ReplayTest} replays. No test by itself, and not run as one: {@code
 * conformance/record-histories} runs it.
 */
class RecordHistories {
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

    /** Without the name of the machine, which is part of a worker's. */
    private static void record(LoadWorld world, String workflowId, String name) throws IOException {
        // The job has ended a little before its workflow.
        WorkflowStub stub = world.client.newUntypedWorkflowStub(workflowId);
        stub.getResultAsync(30, TimeUnit.SECONDS, LoadCsv.Result.class)
                .handle((result, failure) -> "closed")
                .join();
        String json = world.client.fetchHistory(workflowId).toJson(true);
        Files.createDirectories(HISTORIES);
        Files.writeString(
                HISTORIES.resolve(name + ".json"),
                json.replace(ManagementFactory.getRuntimeMXBean().getName(), "worker") + "\n");
    }
}
