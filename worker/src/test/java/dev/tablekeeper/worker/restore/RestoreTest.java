package dev.tablekeeper.worker.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.jobs.backup.Verification;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.model.workflow.UndoRestore;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.TableName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
    @TempDir
    Path folder;

    private BackupWorld world;

    @BeforeEach
    void open() {
        world = new BackupWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aBackupHoldsAllTablesWithTheirRowsAndDefinitions() {
        world.load("jobs", "1,Marketing Assistant\n");

        Job job = world.world.await(world.startBackup(BackupTables.Input.all()));

        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        BackupTables.Result result = BackupWorld.result(job, BackupTables.Result.class);
        assertThat(result.tables())
                .extracting(BackupTables.TableResult::table, BackupTables.TableResult::rows)
                .containsExactly(
                        Tuple.tuple("departments", 3L), Tuple.tuple("hired_employees", 0L), Tuple.tuple("jobs", 1L));
        Manifest manifest = world.manifest(result.backup());
        assertThat(manifest.job()).isEqualTo(job.id());
        assertThat(manifest.instant()).isEqualTo(result.instant()).isBefore(manifest.sealedAt());
        assertThat(manifest.table("departments").orElseThrow().definition())
                .isEqualTo(world.world.table("departments"));
        assertThat(manifest.tables())
                .allSatisfy(table -> assertThat(table.files())
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(file.path()).startsWith(table.table() + "/part-")));
    }

    @Test
    void aRestorePutsTheTableBackKeepsWhatWasThereAndCanBeUndone() {
        String backup = world.backup();
        world.load("departments", "4,Support\n5,Design\n");

        Job job = world.restored("backup", backup, "tables", List.of("departments"));

        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        RestoreTables.Result result = BackupWorld.restore(job);
        assertThat(result.rowsReplaced()).contains(2L);
        assertThat(result.undoUntil()).isPresent();
        assertThat(result.tables())
                .containsExactly(new RestoreTables.TableResult("departments", Optional.empty(), 3, Optional.of(5L), 2));
        assertThat(world.departments()).isEqualTo(3);

        Job undo = world.undone(job.id(), false);

        assertThat(undo.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(BackupWorld.result(undo, UndoRestore.Result.class).tables())
                .containsExactly(new UndoRestore.TableResult("departments", Optional.empty(), Optional.of(5L), 0));
        assertThat(world.departments()).isEqualTo(5);
    }

    @Test
    void anUndoIsRefusedWhereRowsCameSinceUnlessToldToDiscardThem() {
        String backup = world.backup();
        world.load("departments", "4,Support\n");
        Job restore = world.restored("backup", backup, "tables", List.of("departments"));
        world.load("departments", "6,Legal\n");

        Job refused = world.undone(restore.id(), false);

        assertThat(refused.status()).isEqualTo(JobStatus.FAILED);
        assertThat(refused.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:changed-since");
        assertThat(refused.error().orElseThrow().detail()).contains("departments", "discardNewer");
        assertThat(world.departments()).isEqualTo(4);

        Job undo = world.undone(restore.id(), true);

        assertThat(undo.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(world.departments()).isEqualTo(4);
        assertThat(world.world.rows("departments"))
                .extracting(row -> row.get(1))
                .contains("Support")
                .doesNotContain("Legal");
        assertThat(world.undone(restore.id(), true).id()).isEqualTo(undo.id());
    }

    @Test
    void withoutABackupItIsADryRunOfTheNewest() {
        world.backup();
        world.load("departments", "4,Support\n");
        String newest = world.backup();
        world.load("departments", "5,Design\n");

        Job job = world.restored();

        RestoreTables.Result result = BackupWorld.restore(job);
        assertThat(result.backup()).isEqualTo(newest);
        assertThat(result.changes().orElseThrow())
                .contains(new RestoreTables.Change(
                        "departments",
                        Optional.empty(),
                        Optional.of(5L),
                        4,
                        Optional.of(false),
                        List.of(),
                        Optional.empty()))
                .contains(new RestoreTables.Change(
                        "jobs", Optional.empty(), Optional.of(0L), 0, Optional.of(true), List.of(), Optional.empty()));
        assertThat(world.departments()).isEqualTo(5);
    }

    @Test
    void asOfTakesTheLastBackupNotLater() {
        String first = world.backup();
        Instant between = Instant.now();
        world.load("departments", "4,Support\n");
        world.backup();

        Job job = world.restored("asOf", between.toString());

        assertThat(BackupWorld.restore(job).backup()).isEqualTo(first);
        assertThat(world.departments()).isEqualTo(3);
    }

    @Test
    void aCopyIsMadeUnderASuffixOrInAnotherDataset() {
        String backup = world.backup();
        world.load("departments", "4,Support\n");

        Job suffix = world.restored("backup", backup, "tables", List.of("departments"), "intoSuffix", "_then");
        Job dataset = world.restored("backup", backup, "intoDataset", "archive");

        assertThat(BackupWorld.restore(suffix).tables())
                .containsExactly(new RestoreTables.TableResult(
                        "departments", Optional.of("departments_then"), 3, Optional.empty(), 0));
        assertThat(BackupWorld.restore(dataset).tables())
                .hasSize(3)
                .extracting(RestoreTables.TableResult::into)
                .contains(Optional.of("archive.departments"));
        assertThat(world.departments()).isEqualTo(4);
        var columns = world.world.table("departments").columns();
        var swaps = world.world.warehouse.swaps();
        assertThat(swaps.live(TableName.of("departments_then"), columns, () -> {}))
                .isEqualTo(swaps.live(new TableName(Optional.of("archive"), "departments"), columns, () -> {}))
                .isEqualTo(world.manifest(backup)
                        .table("departments")
                        .orElseThrow()
                        .content());

        Job undo = world.undone(suffix.id(), false);

        assertThat(undo.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(swaps.find(TableName.of("departments_then"), List.of())).isEmpty();
    }

    @Test
    void whatTheBackupDoesNotHaveIsNamed() {
        String backup = world.backup(new BackupTables.Input(List.of("jobs"), Optional.of("only jobs")));

        Job table = world.restored("backup", backup, "tables", List.of("departments"));
        Job unknown = world.restored("backup", "20200101t000000z-00000000");

        assertThat(table.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:unknown-table");
        assertThat(table.error().orElseThrow().detail()).contains("departments", "it has jobs");
        assertThat(unknown.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:unknown-backup");
    }

    @Test
    void aDrillRestoresComparesAndKeepsTheEvidence() {
        String backup = world.backup();

        Job drill = world.verified(backup);

        assertThat(drill.status()).isEqualTo(JobStatus.SUCCEEDED);
        Verification evidence = world.world.backups.place().verification(backup).orElseThrow();
        assertThat(evidence.succeeded()).isTrue();
        assertThat(evidence.lastSucceeded()).contains(evidence.at());
        assertThat(evidence.tables()).hasSize(3);
        assertThat(world.departments()).isEqualTo(3);
    }

    @Test
    void aFlippedByteAMissingFileOrACutOneIsFoundBeforeATableIsTouched() {
        ObjectStore store = world.world.backups.place().store();
        List<UnaryOperator<byte[]>> damages = List.of(
                bytes -> {
                    byte[] flipped = bytes.clone();
                    flipped[bytes.length - 20] ^= 1;
                    return flipped;
                },
                bytes -> Arrays.copyOf(bytes, bytes.length - 16),
                bytes -> new byte[0]);
        for (UnaryOperator<byte[]> damage : damages) {
            String backup = world.backup();
            world.verified(backup);
            Instant proven = world.world
                    .backups
                    .place()
                    .verification(backup)
                    .orElseThrow()
                    .at();
            String name = world.file(backup, "departments");
            byte[] damaged = damage.apply(store.read(name).orElseThrow());
            if (damaged.length == 0) {
                store.delete(name, Condition.any());
            } else {
                store.write(name, Condition.any(), damaged);
            }

            Job restore = world.restored("backup", backup);
            Job drill = world.verified(backup);

            for (Job job : List.of(restore, drill)) {
                assertThat(job.status()).isEqualTo(JobStatus.FAILED);
                assertThat(job.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:backup-damaged");
                assertThat(job.error().orElseThrow().detail()).contains(name, "No table was touched");
            }
            Verification evidence =
                    world.world.backups.place().verification(backup).orElseThrow();
            assertThat(evidence.succeeded()).isFalse();
            assertThat(evidence.lastSucceeded()).contains(proven);
            assertThat(evidence.error()).isPresent();
            assertThat(world.departments()).isEqualTo(3);
        }
    }

    @Test
    void aWrongManifestStopsARestoreBeforeItBegins() {
        String backup = world.backup();
        ObjectStore store = world.world.backups.place().store();
        String name = backup + "/manifest.json";
        String text = new String(store.read(name).orElseThrow(), StandardCharsets.UTF_8);
        store.write(name, Condition.any(), text.replace("\"rows\" : 3", "\"rows\" : 2"));

        Job job = world.restored("backup", backup);

        assertThat(job.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:backup-damaged");
        assertThat(world.departments()).isEqualTo(3);
    }

    @Test
    void twoBackupsAtOnceAreTwoBackups() {
        String first = world.startBackup(BackupTables.Input.all());
        String second = world.startBackup(BackupTables.Input.all());

        String one = BackupWorld.result(world.world.await(first), BackupTables.Result.class)
                .backup();
        String two = BackupWorld.result(world.world.await(second), BackupTables.Result.class)
                .backup();

        assertThat(one).isNotEqualTo(two);
        // Of one day the last is kept, so one of them may be gone again.
        assertThat(world.world.backups.complete()).isNotEmpty().isSubsetOf(one, two);
    }

    @Test
    void theRetentionRuleIsAppliedAfterEachBackup() {
        String first = world.backup(BackupTables.Input.all());
        String kept = world.backup(new BackupTables.Input(List.of(), Optional.of("before the move")));

        Job third = world.world.await(world.startBackup(BackupTables.Input.all()));

        BackupTables.Result result = BackupWorld.result(third, BackupTables.Result.class);
        assertThat(world.world.backups.complete()).containsExactlyInAnyOrder(kept, result.backup());
        assertThat(world.world.backups.complete()).doesNotContain(first);
    }

    @Test
    void nothingIsLeftBehind() {
        String backup = world.backup();
        Job restore = world.restored("backup", backup);
        world.verified(backup);
        world.undone(restore.id(), true);

        assertThat(world.world.objects.list("jobs/backup-use/", "", 10))
                .extracting(StoredObject::name)
                .isEmpty();
        assertThat(world.world.objects.list("jobs/replacing/", "", 10))
                .extracting(StoredObject::name)
                .isEmpty();
        assertThat(world.world.backups.place().store().list(backup, "", 100))
                .extracting(StoredObject::name)
                .contains(backup + "/manifest.json", backup + "/verification.json");
        assertThat(world.world.sweeper.sweep()).isZero();
        assertThat(Map.of("left", world.world.jobs.open())).containsEntry("left", List.of());
    }
}
