package dev.tablekeeper.worker.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.stores.StoreFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups and restores that are stopped, fail, or are cut off, at each of their steps. */
class RestoreBadDaysTest {
    @TempDir
    Path folder;

    private static BackupWorld world(Path folder, Trip trip) {
        return new BackupWorld(folder, trip::around, trip::around);
    }

    private static StoreFailure full() {
        return new StoreFailure(FailureType.STORAGE_FULL, "the disk is full: make room");
    }

    private static void nothingIsLeft(BackupWorld world) {
        assertThat(world.world.objects.list("jobs/replacing/", "", 10)).isEmpty();
        assertThat(world.world.objects.list("jobs/backup-use/", "", 10)).isEmpty();
        assertThat(world.world.jobs.open()).isEmpty();
        // Only base tables that somebody can see; a frozen or staged one would be ours.
        String backup = world.backup();
        assertThat(world.manifest(backup).tableNames())
                .allSatisfy(name -> assertThat(name).doesNotStartWith("tablekeeper_"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"freeze", "export", "manifest"})
    void aBackupThatFindsTheDiskFullFailsAndIsNone(String where) {
        Trip trip = new Trip(Integer.MAX_VALUE);
        try (BackupWorld world = world(folder, trip)) {
            trip.set(step -> {
                if (step.equals(where)) {
                    throw full();
                }
            });
            String id = world.startBackup(BackupTables.Input.all());
            if (where.equals("manifest")) {
                // It has been decided by then that it becomes one: it waits for room.
                await().until(() ->
                        world.world.jobs.find(id).orElseThrow().progress().isPresent());
                trip.set(step -> {});
                assertThat(world.world.await(id).status()).isEqualTo(JobStatus.SUCCEEDED);
            } else {
                Job job = world.world.await(id);
                assertThat(job.status()).isEqualTo(JobStatus.FAILED);
                assertThat(job.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:storage-full");
                assertThat(world.world.backups.complete()).isEmpty();
            }
            trip.set(step -> {});
            nothingIsLeft(world);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stage", "compare", "swap"})
    void aRestoreThatFindsTheDiskFullFailsAndTouchesNothing(String where) {
        Trip trip = new Trip(Integer.MAX_VALUE);
        try (BackupWorld world = world(folder, trip)) {
            String backup = world.backup();
            world.load("departments", "4,Support\n");
            trip.set(step -> {
                if (step.equals(where)) {
                    throw full();
                }
            });

            Job job = world.restored("backup", backup);

            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            assertThat(job.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:storage-full");
            assertThat(world.departments()).isEqualTo(4);
            trip.set(step -> {});
            nothingIsLeft(world);
            assertThat(world.restored("backup", backup).status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.departments()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"freeze", "export", "manifest"})
    void aBackupThatIsCancelledAnywhereIsNoneOrAWholeOne(String where) throws Exception {
        Trip trip = new Trip(Integer.MAX_VALUE);
        try (BackupWorld world = world(folder, trip)) {
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch goOn = halt(trip, where, reached);
            String id = world.startBackup(BackupTables.Input.all());
            reached.await();

            world.world.jobs.cancel(world.world.jobs.find(id).orElseThrow());
            goOn.countDown();
            Job job = world.world.await(id);

            if (where.equals("manifest")) {
                assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
                assertThat(world.world.backups.complete()).hasSize(1);
            } else {
                assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
                assertThat(world.world.backups.complete()).isEmpty();
            }
            nothingIsLeft(world);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stage", "compare", "swap"})
    void aRestoreThatIsCancelledAnywhereHasTouchedNothingOrIsDone(String where) throws Exception {
        Trip trip = new Trip(Integer.MAX_VALUE);
        try (BackupWorld world = world(folder, trip)) {
            String backup = world.backup();
            world.load("departments", "4,Support\n");
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch goOn = halt(trip, where, reached);
            String id = world.startRestore("backup", backup);
            reached.await();

            world.world.jobs.cancel(world.world.jobs.find(id).orElseThrow());
            goOn.countDown();
            Job job = world.world.await(id);

            assertThat(job.status()).isIn(JobStatus.CANCELLED, JobStatus.SUCCEEDED);
            assertThat(world.departments()).isEqualTo(job.status() == JobStatus.CANCELLED ? 4 : 3);
            trip.set(step -> {});
            nothingIsLeft(world);
        }
    }

    /** Lets the first that comes to a step wait there. */
    private static CountDownLatch halt(Trip trip, String where, CountDownLatch reached) {
        CountDownLatch goOn = new CountDownLatch(1);
        trip.set(step -> {
            if (step.equals(where)) {
                reached.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        return goOn;
    }

    @ParameterizedTest
    @ValueSource(strings = {"stage", "swap"})
    void aRestoreWhoseWorkflowIsTerminatedIsEndedByASweep(String where) throws Exception {
        Trip trip = new Trip(Integer.MAX_VALUE);
        try (BackupWorld world = world(folder, trip)) {
            String backup = world.backup();
            world.load("departments", "4,Support\n");
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch goOn = halt(trip, where, reached);
            String id = world.startRestore("backup", backup);
            reached.await();
            world.world.client.newUntypedWorkflowStub(id).terminate("wrong backup");

            world.world.sweeper.sweep();
            goOn.countDown();
            Job job = world.world.await(id);

            // The attempt goes on beside the workflow that ends the job: the swap is done, or given up.
            if (job.status() == JobStatus.SUCCEEDED) {
                assertThat(world.departments()).isEqualTo(3);
            } else {
                assertThat(job.error().orElseThrow().detail()).contains("wrong backup");
                assertThat(world.departments()).isEqualTo(4);
            }
        }
    }

    @Test
    void whereTheThirdOfFiveSwapsFailsAllAreAsTheyWere() {
        Trip trip = new Trip(1);
        try (BackupWorld world = world(folder, trip)) {
            world.load("jobs", "1,Marketing Assistant\n");
            String first = world.backup();
            world.restored("backup", first, "tables", List.of("departments", "jobs"), "intoSuffix", "_then");
            String backup = world.backup();
            assertThat(world.manifest(backup).tableNames())
                    .containsExactly("departments", "departments_then", "hired_employees", "jobs", "jobs_then");
            world.load("departments", "4,Support\n");
            world.load("jobs", "2,Welder\n");
            AtomicInteger swaps = new AtomicInteger();
            trip.set(step -> {
                if (step.equals("swap") && swaps.incrementAndGet() == 3) {
                    throw full();
                }
            });

            Job job = world.restored("backup", backup);

            assertThat(swaps).hasValue(3);
            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            assertThat(job.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:storage-full");
            assertThat(world.departments()).isEqualTo(4);
            assertThat(world.world.rows("jobs")).hasSize(2);
            // Writes are let in again.
            world.load("departments", "5,Design\n");
            trip.set(step -> {});
            nothingIsLeft(world);

            Job again = world.restored("backup", backup);

            assertThat(again.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(BackupWorld.restore(again).tables()).hasSize(5);
            assertThat(world.departments()).isEqualTo(3);
            assertThat(world.undone(again.id(), false).status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.departments()).isEqualTo(5);
            assertThat(world.world.rows("jobs")).hasSize(2);
        }
    }

    @Test
    void aLoadThatArrivesDuringTheSwapsIsHeldAndGoesOnAfterwards() throws Exception {
        Trip trip = new Trip(2);
        try (BackupWorld world = world(folder, trip)) {
            String backup = world.backup();
            world.load("departments", "4,Support\n");
            AtomicInteger swaps = new AtomicInteger();
            CountDownLatch second = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            trip.set(step -> {
                if (step.equals("swap") && swaps.incrementAndGet() == 2) {
                    second.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            String restore = world.startRestore("backup", backup);
            second.await();
            // departments and hired_employees have been swapped by now, in one step, and are held.
            CompletableFuture<Job> load =
                    CompletableFuture.supplyAsync(() -> world.world.load("departments", "5,Design\n", Map.of()));
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(5)).until(() -> !load.isDone());

            goOn.countDown();

            assertThat(world.world.await(restore).status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(load.get().status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.world.rows("departments"))
                    .extracting(row -> row.get(1))
                    .containsExactlyInAnyOrder("Sales", "Research", "Law", "Design");
        }
    }

    @Test
    void aBackupFromBeforeAColumnWasAddedRestoresWithItEmpty() {
        try (BackupWorld world = new BackupWorld(folder)) {
            TableDefinition then = TableDefinition.of(
                    "extra", List.of(), List.of(Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED)));
            TableDefinition now = TableDefinition.of(
                    "extra",
                    List.of(),
                    List.of(
                            Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED),
                            Column.of("note", ColumnType.STRING, Column.Mode.NULLABLE)));
            world.world.warehouse.prepare(List.of(then), List.of());
            String backup = world.backup();
            world.world.warehouse.prepare(List.of(now), List.of());

            Job dryRun = world.restored("backup", backup, "tables", List.of("extra"), "dryRun", true);
            Job job = world.restored("backup", backup, "tables", List.of("extra"));

            assertThat(BackupWorld.restore(dryRun).changes().orElseThrow())
                    .singleElement()
                    .satisfies(change -> {
                        assertThat(change.schema()).containsExactly("note was added since; it will be empty");
                        assertThat(change.obstacle()).isEmpty();
                    });
            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.world.warehouse.sample(now, 10).columns()).containsExactly("id", "note");
        }
    }

    @Test
    void manyTablesMakeAShortHistory() {
        try (BackupWorld world = new BackupWorld(folder)) {
            List<TableDefinition> many = IntStream.range(0, 120)
                    .mapToObj(i -> TableDefinition.of(
                            "t" + i, List.of(), List.of(Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED))))
                    .toList();
            world.world.warehouse.prepare(many, List.of());

            String id = world.startBackup(new BackupTables.Input(List.of(), Optional.of("many")));
            String backup = BackupWorld.result(world.world.awaitLong(id), BackupTables.Result.class)
                    .backup();
            Job restore = world.world.awaitLong(world.startRestore("backup", backup));

            assertThat(BackupWorld.result(restore, RestoreTables.Result.class).tables())
                    .hasSize(123);
            for (String job : List.of(id, restore.id())) {
                assertThat(world.world.client.fetchHistory(job).getEvents()).hasSizeLessThan(100);
            }
        }
    }
}
