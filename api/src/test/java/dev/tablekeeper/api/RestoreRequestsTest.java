package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.backup.UndoBasis;
import dev.tablekeeper.model.row.Fingerprint;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.model.workflow.UndoRestore;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreRequestsTest {
    private static final Instant MONDAY = Instant.parse("2026-11-23T08:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-24T08:00:00Z");

    @TempDir
    private Path folder;

    private World world;
    private String monday;

    @BeforeEach
    void start() {
        world = new World(folder);
        monday = world.backedUp(MONDAY, Optional.empty(), "people", "jobs");
        world.backedUp(TUESDAY, Optional.empty(), "people");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private World.Reply restore(String json, String... headers) {
        return world.post("/v1/restores", json, headers);
    }

    @Test
    void withoutABackupItIsADryRunOfTheNewest() {
        World.Reply reply = world.post("/v1/restores");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().at("/input/dryRun").asBoolean()).isTrue();
        assertThat(reply.json().path("tables").toString()).isEqualTo("[\"people\"]");
        assertThat(restore("{\"intoSuffix\":\"_copy\"}")
                        .json()
                        .at("/input/dryRun")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void itIsAboutTheTablesOfItsBackupOrThoseThatAreNamed() {
        JsonNode all = restore("{\"backup\":\"" + monday + "\"}").json();
        JsonNode asOf = restore("{\"asOf\":\"2026-11-24T08:59:59+01:00\"}").json();
        JsonNode one = restore("{\"backup\":\"" + monday + "\",\"tables\":[\"jobs\"],\"approval\":true}")
                .json();

        assertThat(all.path("tables")).hasSize(2);
        assertThat(all.at("/input/dryRun").asBoolean(true)).isFalse();
        assertThat(asOf.path("tables")).hasSize(2);
        assertThat(asOf.at("/input/asOf").asText()).isEqualTo("2026-11-24T07:59:59Z");
        assertThat(one.path("tables").toString()).isEqualTo("[\"jobs\"]");
        assertThat(one.at("/input/approval").asBoolean()).isTrue();
        assertThat(one.at("/input/approvalTimeout").asText()).isEqualTo("PT168H");
    }

    @Test
    void everyFaultOfARequestIsTold() {
        World.Reply reply = restore("{\"backup\":\"20200101t000000z-00000000\",\"tables\":[1],\"intoDataset\":\"No\","
                + "\"intoSuffix\":\"-x\",\"approval\":\"yes\",\"approvalTimeout\":\"P91D\",\"dryrun\":true}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.type()).isEqualTo("urn:tablekeeper:invalid-request");
        assertThat(reply.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "backup", "tables", "intoDataset", "intoSuffix", "approval", "approvalTimeout", "dryrun");
        assertThat(world.get("/v1/jobs").json().path("jobs")).isEmpty();
    }

    @Test
    void whatContradictsItselfIsRefused() {
        for (String[] fault : new String[][] {
            {"{\"backup\":\"latest\",\"asOf\":\"2026-11-24T08:00:00Z\"}", "backup", "keep one"},
            {"{\"dryRun\":false}", "dryRun", "latest"},
            {"{\"asOf\":\"yesterday\"}", "asOf", "2026-11-24T08:00:00Z"},
            {"{\"backup\":7}", "backup", "a text"},
            {"{\"approvalTimeout\":\"7 days\"}", "approvalTimeout", "P7D"},
            {"{\"approvalTimeout\":\"-P1D\"}", "approvalTimeout", "at most"},
            {"{\"intoDataset\":\"tablekeeper_own\"}", "intoDataset", "Tablekeeper's own"},
            {"{\"tables\":[\"peple\"]}", "tables", "did you mean 'people'?"},
            {"{\"tables\":[\"jobs\"]}", "tables", "has no table 'jobs'"},
            {"{\"intoSuffix\":\"" + "x".repeat(51) + "\"}", "intoSuffix", "1 to 50"}
        }) {
            World.Reply reply = restore(fault[0]);
            assertThat(reply.status()).as(fault[0]).isEqualTo(422);
            assertThat(reply.json().path("errors")).as(fault[0]).hasSize(1);
            assertThat(reply.json().at("/errors/0/field").asText()).isEqualTo(fault[1]);
            assertThat(reply.json().at("/errors/0/reason").asText()).contains(fault[2]);
        }
    }

    @Test
    void aCopyDoesNotGetANameOfTablekeepersOwn() {
        world.backedUp(TUESDAY.plusSeconds(1), Optional.empty(), "table");

        assertThat(restore("{\"intoSuffix\":\"keeper_ledger\"}")
                        .json()
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("intoSuffix");
    }

    @Test
    void aBackupThatIsNotThereIsSaidToBeSo() {
        World.Reply unknown = restore("{\"backup\":\"20200101t000000z-00000000\"}");
        World.Reply tooEarly = restore("{\"asOf\":\"2026-11-23T07:59:59Z\"}");

        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.type()).isEqualTo("urn:tablekeeper:unknown-backup");
        assertThat(unknown.json().at("/errors/0/field").asText()).isEqualTo("backup");
        assertThat(tooEarly.type()).isEqualTo("urn:tablekeeper:unknown-backup");
        assertThat(tooEarly.json().at("/errors/0/field").asText()).isEqualTo("asOf");
    }

    @Test
    void beforeTheFirstBackupThereIsNothingToRestore() {
        world.backups.folders().forEach(id -> world.delete("/v1/backups/" + id));

        World.Reply reply = world.post("/v1/restores");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.type()).isEqualTo("urn:tablekeeper:unknown-backup");
        assertThat(reply.json().path("detail").asText()).contains("POST /v1/backups");
    }

    @Test
    void theSameKeyGivesTheSameRestoreWhateverBackupsThereAre() {
        World.Reply first = restore("{\"backup\":\"" + monday + "\"}", "Idempotency-Key", "k");
        world.delete("/v1/backups/" + monday);
        World.Reply repeated = restore("{\"backup\":\"" + monday + "\"}", "Idempotency-Key", "k");

        assertThat(first.status()).isEqualTo(202);
        assertThat(repeated.id()).isEqualTo(first.id());
        assertThat(repeated.json().has("existing")).isFalse();
        assertThat(restore("{\"backup\":\"latest\"}", "Idempotency-Key", "k").type())
                .isEqualTo("urn:tablekeeper:idempotency-key-reused");
    }

    @Test
    void aFailedRestoreIsRetriedWhileItsBackupIsThere() {
        String failed = restore("{\"backup\":\"" + monday + "\"}").id();
        world.end(failed, JobStatus.FAILED, 0);
        World.Reply retry = world.post("/v1/jobs/" + failed + "/retry");
        assertThat(retry.status()).isEqualTo(202);
        assertThat(retry.json().at("/input/backup").asText()).isEqualTo(monday);

        world.end(retry.id(), JobStatus.FAILED, 0);
        world.delete("/v1/backups/" + monday);
        assertThat(world.get("/v1/jobs/" + retry.id()).json().path("links").has("retry"))
                .isFalse();
        assertThat(world.post("/v1/jobs/" + retry.id() + "/retry").status()).isIn(409, 422);
    }

    @Test
    void aRestoreThatWaitsGoesOnAtSomebodysWord() {
        String id = restore("{\"backup\":\"latest\",\"approval\":true}").id();
        assertThat(world.post("/v1/jobs/" + id + "/approve").status()).isEqualTo(409);
        world.records.askApproval(id, Instant.now().plus(Duration.ofDays(7)));

        JsonNode waiting = world.get("/v1/jobs/" + id).json();
        assertThat(waiting.path("status").asText()).isEqualTo("waiting-approval");
        assertThat(waiting.at("/links/approve").asText()).isEqualTo("/v1/jobs/" + id + "/approve");
        assertThat(world.get("/v1/jobs?status=waiting-approval").json().path("jobs"))
                .hasSize(1);

        World.Reply approved = world.post("/v1/jobs/" + id + "/approve");
        assertThat(approved.status()).isEqualTo(202);
        assertThat(approved.json().path("status").asText()).isIn("queued", "running");
        assertThat(approved.json().path("links").has("approve")).isFalse();
        assertThat(world.records.approval(id).orElseThrow().by()).contains("anonymous");
        assertThat(world.post("/v1/jobs/" + id + "/approve").status()).isEqualTo(409);
        assertThat(world.post("/v1/jobs/restore-none/approve").status()).isEqualTo(404);
        assertThat(world.post("/v1/jobs/" + world.load("people", World.CSV).id() + "/approve")
                        .status())
                .isEqualTo(409);
    }

    /** One that has swapped its table, and can be undone for so long. */
    private String restored(Duration undoable) {
        String id = restore("{\"backup\":\"latest\"}").id();
        Instant until = Instant.now().plus(undoable);
        world.plans.once(
                id,
                UndoBasis.STEP,
                UndoBasis.class,
                () -> new UndoBasis(
                        until,
                        List.of(new UndoBasis.Part(
                                id + "/swap",
                                "",
                                List.of(new UndoBasis.Table(
                                        TableName.of("people"), "people", List.of(), FakeSwaps.AS_RESTORED))))));
        world.end(
                id,
                JobStatus.SUCCEEDED,
                new RestoreTables.Result(
                        monday,
                        MONDAY,
                        List.of(new RestoreTables.TableResult("people", Optional.empty(), 3, Optional.of(5L), 2)),
                        Optional.of(2L),
                        Optional.of(until),
                        Optional.empty()));
        return id;
    }

    @Test
    void aRestoreIsUndoneOnce() {
        String id = restored(Duration.ofHours(24));
        assertThat(world.get("/v1/jobs/" + id).json().at("/links/undo").asText())
                .isEqualTo("/v1/jobs/" + id + "/undo");

        World.Reply undo = world.post("/v1/jobs/" + id + "/undo");
        assertThat(undo.status()).isEqualTo(202);
        assertThat(undo.json().path("kind").asText()).isEqualTo("undo");
        assertThat(undo.json().at("/input/restore").asText()).isEqualTo(id);
        assertThat(undo.json().path("tables").toString()).isEqualTo("[\"people\"]");
        world.swaps.content = new Content(5, new Fingerprint("test", "01"));
        world.end(
                undo.id(),
                JobStatus.SUCCEEDED,
                new UndoRestore.Result(
                        id, List.of(new UndoRestore.TableResult("people", Optional.empty(), Optional.of(5L), 0))));

        World.Reply second = world.post("/v1/jobs/" + id + "/undo", "{\"discardNewer\":true}");
        assertThat(second.id()).isEqualTo(undo.id());
        assertThat(second.json().path("existing").asBoolean()).isTrue();
        assertThat(second.json().at("/result/tables/0/rows").asLong()).isEqualTo(5);
    }

    @Test
    void anUndoingThatFailedIsFollowedByAnother() {
        String id = restored(Duration.ofHours(24));
        String first = world.post("/v1/jobs/" + id + "/undo").id();
        world.end(first, JobStatus.FAILED, 0);

        assertThat(world.post("/v1/jobs/" + id + "/undo").id()).isNotEqualTo(first);
    }

    @Test
    void aTableThatChangedSinceIsPutBackOnlyWhereThatMayBeLost() {
        String id = restored(Duration.ofHours(24));
        world.swaps.content = new Content(4, new Fingerprint("test", "02"));

        World.Reply refused = world.post("/v1/jobs/" + id + "/undo");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.type()).isEqualTo("urn:tablekeeper:changed-since");
        assertThat(refused.json().path("detail").asText()).contains("people").contains("discardNewer");
        World.Reply undo = world.post("/v1/jobs/" + id + "/undo", "{\"discardNewer\":true}");
        assertThat(undo.status()).isEqualTo(202);
        assertThat(undo.json().at("/input/discardNewer").asBoolean()).isTrue();
        assertThat(world.post("/v1/jobs/" + id + "/undo", "{\"discardnewer\":true}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void whatCannotBeUndoneIsRefused() {
        String late = restored(Duration.ofSeconds(-1));
        String dryRun = world.post("/v1/restores").id();
        World.Reply open = world.post("/v1/jobs/" + dryRun + "/undo");
        world.end(
                dryRun,
                JobStatus.SUCCEEDED,
                new RestoreTables.Result(
                        monday,
                        MONDAY,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(List.of(new RestoreTables.Change(
                                "people",
                                Optional.empty(),
                                Optional.of(5L),
                                3,
                                Optional.of(false),
                                List.of("pay is not in the backup"),
                                Optional.empty())))));

        assertThat(world.get("/v1/jobs/" + late).json().path("links").has("undo"))
                .isFalse();
        assertThat(world.get("/v1/jobs/" + dryRun).json().path("links").has("undo"))
                .isFalse();
        for (World.Reply reply : List.of(
                open,
                world.post("/v1/jobs/" + late + "/undo"),
                world.post("/v1/jobs/" + dryRun + "/undo"),
                world.post("/v1/jobs/" + world.load("people", World.CSV).id() + "/undo"))) {
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.type()).isEqualTo("urn:tablekeeper:not-possible");
        }
        assertThat(world.post("/v1/jobs/restore-none/undo").status()).isEqualTo(404);
    }
}
