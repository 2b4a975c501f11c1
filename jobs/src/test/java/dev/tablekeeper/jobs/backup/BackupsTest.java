package dev.tablekeeper.jobs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.jobs.AcceptedJob;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.row.Fingerprint;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {
    private static final Instant DAY = Instant.parse("2026-11-25T08:00:00Z");

    @TempDir
    Path folder;

    private ObjectStore store;
    private ObjectStore objects;
    private JobRecords records;
    private Backups backups;

    @BeforeEach
    void open() {
        store = new LocalObjectStore(folder.resolve("backups"), "");
        objects = new LocalObjectStore(folder.resolve("objects"), "");
        records = new JobRecords(objects);
        backups = backups("7d", Clock.fixed(DAY, ZoneOffset.UTC));
    }

    private Backups backups(String retention, Clock clock) {
        return new Backups(
                new BackupPlace(store),
                new BackupUses(objects, records),
                Retention.of(retention, ZoneOffset.UTC),
                clock);
    }

    private String backup(Instant instant, Optional<String> label) {
        String id = BackupPlace.id(instant, "backup-of-" + instant);
        TableDefinition table = TableDefinition.of(
                "people", List.of("id"), List.of(Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED)));
        store.write(id + "/people/part-00000.avro", Condition.absent(), new byte[] {1, 2, 3});
        backups.place()
                .seal(new Manifest(
                        1,
                        id,
                        instant,
                        instant.plusSeconds(5),
                        label,
                        new Manifest.Product("tablekeeper", "1"),
                        "backup-of-" + instant,
                        List.of(new Manifest.Table(
                                "people",
                                table,
                                3,
                                new Fingerprint("x", "00"),
                                List.of(new Manifest.File("people/part-00000.avro", 3, 3, "AAAAAA==")))),
                        List.of(new Manifest.View("all_people", "SELECT * FROM ${dataset}.people"))));
        return id;
    }

    private void job(String id) {
        records.accept(
                new AcceptedJob(id, JobKind.RESTORE, List.of("people"), "test", DAY, Json.MAPPER.createObjectNode()));
    }

    private void end(String id) {
        records.end(new EndedJob(id, JobStatus.SUCCEEDED, DAY, DAY, Optional.empty(), Optional.empty()));
    }

    @Test
    void whatTheWarehouseItselfSaysOfATableIsKeptWhereItSaysAnything() {
        ObjectNode resource = Json.MAPPER.createObjectNode().put("kind", "bigquery#table");
        resource.putObject("clustering").putArray("fields").add("id");
        TableDefinition table = TableDefinition.of(
                "people", List.of("id"), List.of(Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED)));
        Fingerprint none = new Fingerprint("x", "00");
        Manifest manifest = new Manifest(
                1,
                BackupPlace.id(DAY, "a-backup"),
                DAY,
                DAY,
                Optional.empty(),
                new Manifest.Product("tablekeeper", "1"),
                "a-backup",
                List.of(
                        new Manifest.Table("people", table, 0, none, List.of(), Optional.of(resource)),
                        new Manifest.Table("visits", table, 0, none, List.of())),
                List.of());

        byte[] written = ManifestJson.write(manifest);

        assertThat(ManifestJson.read(written, "here")).isEqualTo(manifest);
        assertThat(new String(written, StandardCharsets.UTF_8)).containsOnlyOnce("warehouseDefinition");
    }

    @Test
    void areListedNewestFirstPageByPage() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, backup(DAY.minus(Duration.ofDays(5 - i)), Optional.empty()));
        }

        Backups.Page first = backups.list(2, Optional.empty());
        Backups.Page second = backups.list(2, first.next());
        Backups.Page third = backups.list(2, second.next());

        assertThat(List.of(first, second, third))
                .flatExtracting(Backups.Page::backups)
                .extracting(Backups.Entry::id)
                .containsExactlyElementsOf(ids);
        assertThat(third.next()).isEmpty();
        assertThat(first.backups().get(0).kept()).containsExactly("newest", "daily");
    }

    @Test
    void thoseOfOneSecondAreOrderedByTheirInstants() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add(backup(DAY.plusMillis(100L * i), Optional.empty()));
        }
        assertThat(ids)
                .as("their ids alone do not tell")
                .isNotEqualTo(ids.stream().sorted().toList());

        assertThat(backups.complete()).isEqualTo(ids);
        assertThat(backups.newest()).contains(ids.get(7));
        assertThat(backups.asOf(DAY.plusMillis(350))).contains(ids.get(3));

        List<String> listed = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Backups.Page page = backups.list(3, after);
            page.backups().forEach(entry -> listed.add(0, entry.id()));
            after = page.next();
        } while (after.isPresent());
        assertThat(listed).isEqualTo(ids);
    }

    @Test
    void aPageGoesOnAfterOneThatIsGone() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(backup(DAY.plusMillis(600L * i), Optional.empty()));
        }
        Optional<String> after = backups.list(2, Optional.empty()).next();
        assertThat(after).contains(ids.get(2));
        backups.delete(ids.get(2));

        assertThat(backups.list(10, after).backups())
                .extracting(Backups.Entry::id)
                .as("none is missing; one of its second may come again")
                .containsExactly(ids.get(3), ids.get(1), ids.get(0));
    }

    @Test
    void aFolderWithoutManifestIsNone() {
        String whole = backup(DAY, Optional.empty());
        store.write(BackupPlace.id(DAY.plusSeconds(60), "x") + "/people/part-00000.avro", Condition.absent(), "x");
        store.write("notes.txt", Condition.absent(), "somebody's");
        store.write("somebody/else.txt", Condition.absent(), "somebody's");

        assertThat(backups.complete()).containsExactly(whole);
        assertThat(backups.newest()).contains(whole);
    }

    @Test
    void asOfFindsTheLastOneNotLater() {
        String first = backup(DAY.minus(Duration.ofDays(2)), Optional.empty());
        String second = backup(DAY.minus(Duration.ofDays(1)), Optional.empty());

        assertThat(backups.asOf(DAY.minus(Duration.ofDays(1)))).contains(second);
        assertThat(backups.asOf(DAY.minus(Duration.ofDays(1)).minusSeconds(1))).contains(first);
        assertThat(backups.asOf(DAY.minus(Duration.ofDays(3)))).isEmpty();
    }

    @Test
    void aManifestComesBackAsItWasWritten() {
        String id = backup(DAY, Optional.of("before the move"));

        Manifest read = backups.place().require(id);

        assertThat(read.label()).contains("before the move");
        assertThat(read.table("people").orElseThrow().definition().columns()).hasSize(1);
        backups.place().seal(read);
        assertThat(backups.place().require(id)).isEqualTo(read);
    }

    @Test
    void aManifestThatWasTouchedIsDamaged() {
        String id = backup(DAY, Optional.empty());
        String name = id + "/manifest.json";
        String text = new String(store.read(name).orElseThrow(), StandardCharsets.UTF_8);

        for (String broken : List.of(
                text.replace("\"rows\" : 3", "\"rows\" : 4"),
                text.substring(0, text.length() / 2),
                "",
                "[]",
                "{}",
                text.replace("people", "peoples"))) {
            assertThat(broken).isNotEqualTo(text);
            store.write(name, Condition.any(), broken);

            assertThatThrownBy(() -> backups.place().require(id))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.type()).isEqualTo(FailureType.BACKUP_DAMAGED))
                    .hasMessageContaining(name)
                    .hasMessageContaining("another backup");
            assertThat(backups.list(10, Optional.empty()).backups())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.fault()).isPresent());
            assertThat(backups.superfluous()).isEmpty();
        }
        // White space changes nothing that it says.
        store.write(name, Condition.any(), text.replace("  ", "\t"));
        assertThat(backups.place().require(id).rows()).isEqualTo(3);
    }

    @Test
    void aManifestOfANewerFormatIsNotGuessedAt() {
        String id = backup(DAY, Optional.empty());
        String name = id + "/manifest.json";
        String text = new String(store.read(name).orElseThrow(), StandardCharsets.UTF_8);
        store.write(name, Condition.any(), text.replace("\"formatVersion\" : 1", "\"formatVersion\" : 2"));

        assertThatThrownBy(() -> backups.place().require(id))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.type()).isEqualTo(FailureType.NOT_POSSIBLE))
                .hasMessageContaining("format 2")
                .hasMessageContaining("newer");
    }

    @Test
    void aManifestInAnotherFolderIsNotThatFoldersOwn() {
        String id = backup(DAY, Optional.empty());
        String other = BackupPlace.id(DAY.plusSeconds(1), "other");
        store.write(
                other + "/manifest.json",
                Condition.absent(),
                store.read(id + "/manifest.json").orElseThrow());

        assertThatThrownBy(() -> backups.place().require(other)).hasMessageContaining(id);
    }

    @Test
    void whatTheRuleLetsGoIsNamedAndDeleted() {
        String old = backup(DAY.minus(Duration.ofDays(1)).minusSeconds(60), Optional.empty());
        backup(DAY.minus(Duration.ofDays(1)), Optional.empty());
        backup(DAY, Optional.empty());

        assertThat(backups.superfluous()).containsExactly(old);
        backups.delete(old);

        assertThat(backups.superfluous()).isEmpty();
        assertThat(store.list(old, "", 10)).isEmpty();
    }

    @Test
    void oneThatIsReadIsNeitherSuperfluousNorDeleted() {
        String old = backup(DAY.minus(Duration.ofDays(1)).minusSeconds(60), Optional.empty());
        backup(DAY.minus(Duration.ofDays(1)), Optional.empty());
        job("restore-1");
        backups.uses().read(old, "restore-1");

        assertThat(backups.superfluous()).isEmpty();
        assertThatThrownBy(() -> backups.delete(old)).hasMessageContaining("restore-1");
        assertThat(backups.place().complete(old)).isTrue();

        end("restore-1");
        backups.delete(old);
        assertThat(backups.place().complete(old)).isFalse();
    }

    @Test
    void aReaderThatMeetsADeletionWaitsForItsOutcome() {
        String id = backup(DAY, Optional.empty());
        job("restore-1");
        backups.uses().delete(id);

        assertThatThrownBy(() -> backups.uses().read(id, "restore-1"))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.type()).isEqualTo(FailureType.CONFLICT));

        // The deletion finds the reader, and gives way.
        assertThatThrownBy(() -> backups.delete(id)).hasMessageContaining("restore-1");
        backups.uses().read(id, "restore-1");
        assertThat(backups.place().complete(id)).isTrue();
    }

    @Test
    void aDeletionThatWasCutOffIsCompletedByASweep() {
        String id = backup(DAY, Optional.empty());
        List<Integer> deletions = new ArrayList<>();
        ObjectStore failing = new DelegatingObjectStore(store) {
            @Override
            public boolean delete(String name, Condition condition) {
                deletions.add(1);
                if (deletions.size() == 2) {
                    throw new IllegalStateException("cut off");
                }
                return super.delete(name, condition);
            }
        };
        Backups dying = new Backups(
                new BackupPlace(failing),
                new BackupUses(objects, records),
                Retention.of("7d", ZoneOffset.UTC),
                Clock.fixed(DAY, ZoneOffset.UTC));

        assertThatThrownBy(() -> dying.delete(id)).hasMessage("cut off");
        assertThat(backups.complete()).isEmpty();
        backups.sweep();

        assertThat(store.list(id, "", 10)).isEmpty();
    }

    @Test
    void foldersThatNeverBecameABackupGoAfterADay() {
        String id = BackupPlace.id(DAY, "x");
        store.write(id + "/people/part-00000.avro", Condition.absent(), "x");
        String whole = backup(DAY.minusSeconds(5), Optional.empty());
        Instant written = store.list(id, "", 1).get(0).updated();

        backups("7d", Clock.fixed(written.plus(Duration.ofHours(23)), ZoneOffset.UTC))
                .sweep();
        assertThat(store.list(id, "", 10)).isNotEmpty();
        backups("7d", Clock.fixed(written.plus(Duration.ofHours(25)), ZoneOffset.UTC))
                .sweep();

        assertThat(store.list(id, "", 10)).isEmpty();
        assertThat(backups.complete()).containsExactly(whole);
    }

    @Test
    void deletingWhatIsNotThereIsDone() {
        backups.delete(BackupPlace.id(DAY, "nobody"));
        assertThatThrownBy(() -> backups.delete("../objects")).hasMessageContaining("no backup");
    }
}
