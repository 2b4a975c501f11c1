package dev.tablekeeper.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.backup.BackupUses;
import dev.tablekeeper.jobs.backup.Verification;
import dev.tablekeeper.model.workflow.BackupTables;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.VerifyBackup;
import dev.tablekeeper.stores.Condition;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupRequestsTest {
    private static final Instant MONDAY = Instant.parse("2026-11-23T08:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-24T08:00:00Z");

    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void start() {
        world = new World(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void withoutABodyAllTablesAreBackedUp() {
        World.Reply reply = world.post("/v1/backups");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.header("Location")).isEqualTo("/v1/jobs/" + reply.id());
        assertThat(reply.json().path("kind").asText()).isEqualTo("backup");
        assertThat(reply.json().path("tables")).hasSize(3);
        assertThat(reply.json().at("/input/tables")).isEmpty();
        assertThat(world.post("/v1/backups", "{}").status()).isEqualTo(202);
    }

    @Test
    void someTablesAreBackedUpUnderALabel() {
        world.swaps.others.add("found_there");
        JsonNode job = world.post("/v1/backups", "{\"tables\":[\"people\",\"found_there\"],\"label\":\"before it\"}")
                .json();

        assertThat(job.path("tables").toString()).isEqualTo("[\"found_there\",\"people\"]");
        assertThat(job.at("/input/label").asText()).isEqualTo("before it");
        assertThat(world.get("/v1/jobs?kind=backup&table=people").json().path("jobs"))
                .hasSize(1);
    }

    @Test
    void everyFaultOfARequestIsTold() {
        World.Reply reply =
                world.post("/v1/backups?again=1", "{\"tables\":[\"peple\",\"x/../y\"],\"label\":\" \",\"tabels\":1}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("again", "tables", "tables", "label", "tabels");
        assertThat(reply.json().path("detail").asText()).contains("did you mean 'people'?");
        assertThat(world.post("/v1/backups", "{\"tables\":\"people\",\"label\":null}")
                        .json()
                        .path("errors"))
                .hasSize(2);
        assertThat(world.post("/v1/backups", "[]").status()).isEqualTo(422);
        assertThat(world.post("/v1/backups", "{").status()).isEqualTo(400);
        assertThat(world.get("/v1/jobs").json().path("jobs")).isEmpty();
    }

    @Test
    void theSameKeyGivesTheSameBackup() {
        World.Reply first = world.post("/v1/backups", "{\"tables\":[\"people\"]}", "Idempotency-Key", "k");

        assertThat(world.post("/v1/backups", "{\"tables\":[\"people\"]}", "Idempotency-Key", "k")
                        .id())
                .isEqualTo(first.id());
        assertThat(world.post("/v1/backups", "{}", "Idempotency-Key", "k").type())
                .isEqualTo("urn:tablekeeper:idempotency-key-reused");
    }

    @Test
    void anEndedBackupTellsWhatIsInIt() {
        String id = world.post("/v1/backups").id();
        world.end(
                id,
                JobStatus.SUCCEEDED,
                new BackupTables.Result(
                        "20261124t080000z-1a2b3c4d",
                        TUESDAY,
                        List.of(new BackupTables.TableResult("people", 3, 1, 100)),
                        List.of("20261024t080000z-1a2b3c4d")));

        JsonNode job = world.get("/v1/jobs/" + id).json();
        assertThat(job.at("/result/backup").asText()).isEqualTo("20261124t080000z-1a2b3c4d");
        assertThat(job.at("/links/undo").isMissingNode()).isTrue();
    }

    @Test
    void backupsAreListedNewestFirstWithWhyTheyAreKept() {
        String old = world.backedUp(MONDAY, Optional.of("kept"), "people", "jobs");
        String today = world.backedUp(TUESDAY, Optional.empty(), "people");
        String later = world.backedUp(TUESDAY.plusSeconds(60), Optional.empty(), "people");

        JsonNode backups = world.get("/v1/backups").json().path("backups");

        assertThat(backups.findValuesAsText("id")).containsExactly(later, today, old);
        assertThat(backups.get(0).path("kept").toString()).isEqualTo("[\"newest\",\"daily\",\"weekly\",\"monthly\"]");
        assertThat(backups.get(1).path("kept")).isEmpty();
        assertThat(backups.get(2).path("kept").toString()).isEqualTo("[\"daily\",\"label\"]");
        assertThat(backups.get(2).path("label").asText()).isEqualTo("kept");
        assertThat(backups.get(2).path("rows").asLong()).isEqualTo(6);
        assertThat(backups.get(2).path("bytes").asLong()).isEqualTo(200);
        assertThat(backups.get(2).at("/tables/0").toString())
                .isEqualTo("{\"table\":\"people\",\"rows\":3,\"files\":1,\"bytes\":100}");
    }

    @Test
    void backupsAreListedPageByPage() {
        List<String> oldestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            oldestFirst.add(world.backedUp(MONDAY.plusSeconds(i), Optional.empty(), "people"));
        }
        List<String> listed = new ArrayList<>();
        String page = "";
        do {
            JsonNode list = world.get("/v1/backups?limit=2" + page).json();
            listed.addAll(
                    0,
                    list.path("backups").findValuesAsText("id").stream()
                            .sorted()
                            .toList());
            page = list.has("nextPageToken")
                    ? "&pageToken=" + list.path("nextPageToken").asText()
                    : "";
        } while (!page.isEmpty());

        assertThat(listed).isEqualTo(oldestFirst);
        assertThat(world.get("/v1/backups?pageToken=nonsense&limit=0").json().path("errors"))
                .hasSize(2);
    }

    @Test
    void aBackupTellsItsManifestAndItsDrills() {
        String id = world.backedUp(MONDAY, Optional.empty(), "people");
        assertThat(world.get("/v1/backups/" + id).json().has("lastVerified")).isFalse();
        JobError error = JobError.of(FailureType.BACKUP_DAMAGED, "A byte was flipped.");
        world.backups.keep(
                id,
                new Verification(
                        TUESDAY,
                        false,
                        Optional.of(MONDAY),
                        "verify-1",
                        List.of(new VerifyBackup.TableResult("people", 3, "00")),
                        Optional.of(error)));

        JsonNode backup = world.get("/v1/backups/" + id).json();
        assertThat(backup.at("/tables/0/definition/name").asText()).isEqualTo("people");
        assertThat(backup.at("/tables/0/files/0/crc32c").asText()).isEqualTo("AAAAAA==");
        assertThat(backup.path("lastVerified").asText()).isEqualTo(MONDAY.toString());
        assertThat(backup.at("/verification/error/detail").asText()).isEqualTo("A byte was flipped.");
        assertThat(world.get("/v1/backups/latest").json().path("id").asText()).isEqualTo(id);
        JsonNode listed = world.get("/v1/backups").json().at("/backups/0");
        assertThat(listed.path("lastVerified").asText()).isEqualTo(MONDAY.toString());
        assertThat(listed.at("/verification/succeeded").asBoolean()).isFalse();
    }

    @Test
    void whatIsNoBackupIsNotFound() {
        world.backups.store().write("20261124t080000z-1a2b3c4d/people/part-0.avro", Condition.absent(), "x");
        for (String id : List.of("20261124t080000z-1a2b3c4d", "none", "..%2Fx", "latest")) {
            assertThat(world.get("/v1/backups/" + id).type()).as(id).isEqualTo("urn:tablekeeper:unknown-backup");
            assertThat(world.delete("/v1/backups/" + id).status()).as(id).isEqualTo(404);
            assertThat(world.post("/v1/backups/" + id + "/verifications").status())
                    .as(id)
                    .isEqualTo(404);
        }
        assertThat(world.backups.folders()).hasSize(1);
    }

    @Test
    void aManifestThatWasChangedIsNoBackupToRead() {
        String id = world.backedUp(MONDAY, Optional.empty(), "people");
        String manifest = id + "/manifest.json";
        String text = new String(world.backups.store().read(manifest).orElseThrow(), UTF_8);
        world.backups.store().write(manifest, Condition.any(), text.replace("\"rows\" : 3", "\"rows\" : 2"));

        World.Reply reply = world.get("/v1/backups/" + id);
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.type()).isEqualTo("urn:tablekeeper:backup-damaged");
        assertThat(reply.body()).doesNotContain(folder.toString());
        JsonNode listed = world.get("/v1/backups").json().at("/backups/0");
        assertThat(listed.path("fault").asText()).contains("changed");
        assertThat(listed.has("rows")).isFalse();
        assertThat(world.delete("/v1/backups/" + id).status()).isEqualTo(204);
    }

    @Test
    void aBackupIsDeletedOnce() {
        String id = world.backedUp(MONDAY, Optional.of("kept"), "people");

        assertThat(world.delete("/v1/backups/" + id + "?force=1").status()).isEqualTo(422);
        assertThat(world.delete("/v1/backups/" + id).status()).isEqualTo(204);
        assertThat(world.delete("/v1/backups/" + id).status()).isEqualTo(404);
        assertThat(world.backups.folders()).isEmpty();
    }

    @Test
    void aBackupThatIsReadIsNotDeleted() {
        String id = world.backedUp(MONDAY, Optional.empty(), "people");
        String job = world.post("/v1/restores", "{\"backup\":\"latest\"}").id();
        new BackupUses(world.objects, world.records).read(id, job);

        World.Reply refused = world.delete("/v1/backups/" + id);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("detail").asText()).contains(job);
        world.end(job, JobStatus.CANCELLED, 0);
        assertThat(world.delete("/v1/backups/" + id).status()).isEqualTo(204);
    }

    @Test
    void whereThereIsHardlyAnyRoomABackupCanBeDeletedAndNotMade() {
        String id = world.backedUp(MONDAY, Optional.empty(), "people");
        world.objects.room.set(0);

        assertThat(world.post("/v1/backups").status()).isEqualTo(503);
        assertThat(world.delete("/v1/backups/" + id).status()).isEqualTo(204);
    }

    @Test
    void aDrillIsAJobAboutTheTablesOfTheBackup() {
        String id = world.backedUp(MONDAY, Optional.empty(), "people");
        World.Reply drill = world.post("/v1/backups/latest/verifications");

        assertThat(drill.status()).isEqualTo(202);
        assertThat(drill.json().path("kind").asText()).isEqualTo("verify");
        assertThat(drill.json().at("/input/backup").asText()).isEqualTo(id);
        assertThat(drill.json().path("tables").toString()).isEqualTo("[\"people\"]");
        world.end(
                drill.id(),
                JobStatus.SUCCEEDED,
                new VerifyBackup.Result(id, MONDAY, List.of(new VerifyBackup.TableResult("people", 3, "00"))));
        assertThat(world.get("/v1/jobs/" + drill.id())
                        .json()
                        .at("/result/tables/0/rows")
                        .asLong())
                .isEqualTo(3);
        assertThat(world.post("/v1/backups/" + id + "/verifications", "{\"x\":1}")
                        .status())
                .isEqualTo(422);
    }
}
