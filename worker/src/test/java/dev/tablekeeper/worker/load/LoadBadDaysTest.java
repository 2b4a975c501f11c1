package dev.tablekeeper.worker.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.RunningJobs;
import dev.tablekeeper.jobs.Sweeper;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadBadDaysTest {
    private static final Map<String, ?> NONE = Map.of();
    private static final byte[] CSV = "1,A\n2,B\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void aFileReplacedWhileItIsLoadedLoadsNothing() {
        UnaryOperator<ObjectStore> replacing = store -> new DelegatingObjectStore(store) {
            @Override
            public InputStream read(StoredObject object, long offset, long length) {
                if (object.name().endsWith("a.csv") && offset == 0 && length < Long.MAX_VALUE && length > 8) {
                    // The first look at the content, after its generation was chosen.
                    super.write(object.name(), Condition.any(), "9,Z\n".repeat(100));
                }
                return super.read(object, offset, length);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, replacing, UnaryOperator.identity())) {
            world.objects.write("incoming/departments/a.csv", Condition.any(), CSV);

            Job job = world.loadUri("departments", "incoming/departments/a.csv", NONE);

            assertThat(failure(job)).isEqualTo("source-changed");
            assertThat(world.rows("departments")).isEmpty();
            assertThat(world.objects.find("incoming/departments/a.csv"))
                    .as("left alone")
                    .isPresent();
        }
    }

    @Test
    void aLoadCancelledHalfWayLeavesNothing() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        UnaryOperator<Warehouse> slow = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
                return super.write(operation, writes, done -> {
                    writing.countDown();
                    await(go);
                    waitForCancel(progress, done);
                });
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), slow)) {
            String id = world.accept("departments", CSV, NONE);
            assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
            world.jobs.cancel(world.jobs.find(id).orElseThrow());
            go.countDown();

            Job job = world.await(id);

            assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(world.rows("departments")).isEmpty();
            assertThat(world.staged(id)).isEmpty();
            assertThat(world.objects.find(Names.upload(id))).isEmpty();
        }
    }

    @Test
    void aLoadCancelledAtAnyMomentEnds() {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < 3_000_000; i++) {
            csv.append(i).append(",\"Department number ").append(i).append("\"\n");
        }
        byte[] file = csv.toString().getBytes(StandardCharsets.UTF_8);
        try (LoadWorld world = new LoadWorld(folder)) {
            long expected = 0;
            for (int attempt = 0; attempt < 10; attempt++) {
                String id = world.accept("departments", file, Map.of("dryRun", attempt % 2 == 0));
                world.jobs
                        .await(world.jobs.find(id).orElseThrow(), Duration.ofMillis(40L * attempt))
                        .join();
                try {
                    world.jobs.cancel(world.jobs.find(id).orElseThrow());
                } catch (Failure e) {
                    assertThat(e.type()).isEqualTo(FailureType.NOT_POSSIBLE);
                }

                Job job = world.awaitSwept(id);

                assertThat(job.status()).isIn(JobStatus.CANCELLED, JobStatus.SUCCEEDED);
                if (job.status() == JobStatus.SUCCEEDED && attempt % 2 == 1) {
                    expected += 3_000_000;
                }
                assertThat(world.warehouse.count("departments")).isEqualTo(expected);
                assertThat(world.staged(id)).isEmpty();
            }
        }
    }

    @Test
    void aCancellationThatComesAfterTheCommitFindsTheJobDone() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        UnaryOperator<Warehouse> slow = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
                WriteResult result = super.write(operation, writes, progress);
                written.countDown();
                await(go);
                waitForCancel(progress, 0);
                return result;
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), slow)) {
            String id = world.accept("departments", CSV, NONE);
            assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
            world.jobs.cancel(world.jobs.find(id).orElseThrow());
            go.countDown();

            Job job = world.await(id);

            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.result(job).rowsLoaded()).isEqualTo(2);
            assertThat(world.rows("departments")).hasSize(2);
        }
    }

    @Test
    void aJobThatEndedWithATemporalThatIsGoneIsTidiedUpAfterByASweep() throws Exception {
        CountDownLatch tidying = new CountDownLatch(1);
        UnaryOperator<ObjectStore> keeping = store -> new DelegatingObjectStore(store) {
            @Override
            public boolean delete(String name, Condition condition) {
                tidying.countDown();
                throw new StoreFailure(FailureType.UNAVAILABLE, "not now");
            }
        };
        String id;
        try (LoadWorld world = new LoadWorld(folder, keeping, UnaryOperator.identity())) {
            byte[] file = "1,A\nx,B\n".getBytes(StandardCharsets.UTF_8);
            id = world.accept("departments", file, Map.of("maxRejected", 1));
            assertThat(tidying.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(world.records.ended(id)).isPresent();
            assertThat(world.staged(id)).isNotEmpty();
        }
        try (LoadWorld world = new LoadWorld(folder)) {
            WorkflowServers servers = WorkflowServers.of(world.client);
            RunningJobs running = new RunningJobs(servers);
            new Sweeper(world.records, new WorkflowStarter(servers, running), running).sweep();

            world.client.newUntypedWorkflowStub(id).getResult(LoadCsv.Result.class);
            assertThat(world.staged(id)).isEmpty();
            assertThat(world.objects.find(Names.upload(id))).isEmpty();
            assertThat(world.objects.list("jobs/open/", "", 10)).isEmpty();
            assertThat(world.rows("departments")).hasSize(1);
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNotDoneTwice() {
        AtomicInteger attempts = new AtomicInteger();
        UnaryOperator<Warehouse> forgetful = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
                WriteResult result = super.write(operation, writes, progress);
                if (attempts.incrementAndGet() < 3) {
                    throw new StoreFailure(FailureType.UNAVAILABLE, "the answer was lost");
                }
                return result;
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), forgetful)) {
            Job job = world.load("departments", CSV, NONE);

            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(attempts).hasValue(3);
            assertThat(world.rows("departments")).hasSize(2);
        }
    }

    @Test
    void aCommitThatFailedForGoodAfterItWasDoneEndsAsDone() {
        UnaryOperator<Warehouse> broken = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
                super.write(operation, writes, progress);
                throw new StoreFailure(FailureType.OUTCOME_UNKNOWN, "nobody knows");
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), broken)) {
            Job job = world.load("departments", CSV, NONE);

            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.rows("departments")).hasSize(2);
        }
    }

    @Test
    void aFullDiskWhileStagingFailsTheJobAndKeepsTheUpload() {
        UnaryOperator<ObjectStore> full = store -> new DelegatingObjectStore(store) {
            @Override
            public ObjectWriter create(String name, Condition condition) {
                if (name.startsWith(Names.STAGING)) {
                    throw new StoreFailure(FailureType.STORAGE_FULL, "There is no room left; make some.");
                }
                return super.create(name, condition);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, full, UnaryOperator.identity())) {
            String id = world.accept("departments", "x,A\n".getBytes(StandardCharsets.UTF_8), NONE);

            Job job = world.await(id);

            assertThat(failure(job)).isEqualTo("storage-full");
            assertThat(job.error().orElseThrow().retryable()).isTrue();
            assertThat(world.rows("departments")).isEmpty();
            assertThat(world.objects.find(Names.upload(id))).isPresent();
        }
    }

    @Test
    void aDiskThatIsFullAtTheEndDelaysTheEnd() {
        AtomicInteger full = new AtomicInteger(5);
        UnaryOperator<ObjectStore> objects = store -> new DelegatingObjectStore(store) {
            @Override
            public ObjectWriter create(String name, Condition condition) {
                if (name.endsWith("/ended.json") && full.decrementAndGet() > 0) {
                    throw new StoreFailure(FailureType.STORAGE_FULL, "no room");
                }
                return super.create(name, condition);
            }
        };
        UnaryOperator<Warehouse> warehouse = door -> new DelegatingWarehouse(door) {
            @Override
            public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
                throw new StoreFailure(FailureType.STORAGE_FULL, "no room");
            }

            @Override
            public Optional<WriteResult> abandon(Operation operation) {
                if (full.decrementAndGet() > 0) {
                    throw new StoreFailure(FailureType.STORAGE_FULL, "no room");
                }
                return super.abandon(operation);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, objects, warehouse)) {
            Job job = world.load("departments", CSV, NONE);

            assertThat(failure(job)).isEqualTo("storage-full");
            assertThat(full.get()).isNotPositive();
        }
    }

    @Test
    void aStoreThatIsAwayForAWhileDelaysTheJobOnly() {
        AtomicInteger failures = new AtomicInteger();
        UnaryOperator<ObjectStore> flaky = store -> new DelegatingObjectStore(store) {
            @Override
            public InputStream read(StoredObject object, long offset, long length) {
                if (object.name().startsWith(Names.UPLOADS) && failures.incrementAndGet() <= 5) {
                    throw new StoreFailure(FailureType.UNAVAILABLE, "away");
                }
                return super.read(object, offset, length);
            }
        };
        try (LoadWorld world = new LoadWorld(folder, flaky, UnaryOperator.identity())) {
            assertThat(world.load("departments", CSV, NONE).status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.rows("departments")).hasSize(2);
        }
    }

    @Test
    void aWarehouseThatTakesStagedRowsGetsTheSame() {
        UnaryOperator<Warehouse> staged = warehouse -> new DelegatingWarehouse(warehouse) {
            @Override
            public Intake intake() {
                return Intake.STAGED;
            }
        };
        try (LoadWorld world = new LoadWorld(folder, UnaryOperator.identity(), staged)) {
            Job job = world.load("departments", "1,A\nx,B\n2,C\n2,D\n", Map.of("maxRejected", 1, "mode", "merge"));

            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.result(job).rowsLoaded()).isEqualTo(2);
            assertThat(world.result(job).rowsSuperseded()).contains(1L);
            assertThat(world.rows("departments")).containsExactlyInAnyOrder(List.of(1L, "A"), List.of(2L, "D"));
            assertThat(world.staged(job.id())).isEmpty();
        }
    }

    @Test
    void twoLoadsOfOneObjectByHandLoadItOnce() {
        try (LoadWorld world = new LoadWorld(folder)) {
            world.objects.write("incoming/departments/a.csv", Condition.any(), CSV);
            world.loadUri("departments", "incoming/departments/a.csv", NONE);
            StoredObject loaded = world.objects.list("loaded/", "", 1).get(0);
            world.objects.move(loaded, "incoming/departments/a.csv");

            Job second = world.loadUri("departments", "incoming/departments/a.csv", NONE);

            assertThat(failure(second)).isEqualTo("already-loaded");
            assertThat(world.rows("departments")).hasSize(2);
        }
    }

    /** Reports progress until the job's cancellation comes out of it. */
    private static void waitForCancel(LongConsumer progress, long done) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < until) {
            progress.accept(done);
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String failure(Job job) {
        assertThat(job.status()).as("%s", job).isEqualTo(JobStatus.FAILED);
        return job.error().orElseThrow().type().substring(FailureType.URN.length());
    }
}
