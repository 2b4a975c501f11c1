package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which keys may back up, restore and see what. */
class BackupKeysTest {
    private static final Instant MONDAY = Instant.parse("2026-11-23T08:00:00Z");
    private static final String PEOPLE = "\"tables\":[\"people\"]";

    private final Keys keys = new Keys(
            Keys.entry("reader", "read", ""),
            Keys.entry("backer", "backup,read", PEOPLE),
            Keys.entry("restorer", "restore,read", PEOPLE),
            Keys.entry("copier", "restore", "\"tables\":[\"people\",\"people_copy\"]"),
            Keys.entry("all", "read,insert,load,backup,restore", ""));
    private World world;
    private String whole;
    private String part;

    @BeforeEach
    void start(@TempDir Path folder) {
        world = new World(folder, keys.guard(), true);
        whole = world.backedUp(MONDAY, Optional.empty(), "people", "jobs");
        part = world.backedUp(MONDAY.plusSeconds(1), Optional.empty(), "people");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private World.Reply post(String path, String body, String key) {
        return world.post(path, body, "X-API-Key", key + "-key");
    }

    private World.Reply get(String path, String key) {
        return world.get(path, "X-API-Key", key + "-key");
    }

    @Test
    void theScopeIsNeeded() {
        assertThat(post("/v1/backups", "{}", "reader").status()).isEqualTo(403);
        assertThat(post("/v1/restores", "{}", "backer").status()).isEqualTo(403);
        assertThat(post("/v1/backups/" + part + "/verifications", "{}", "restorer")
                        .status())
                .isEqualTo(403);
        assertThat(world.delete("/v1/backups/" + part, "X-API-Key", "reader-key")
                        .status())
                .isEqualTo(403);
        String job = post("/v1/restores", "{}", "all").id();
        for (String what : List.of("approve", "undo")) {
            assertThat(post("/v1/jobs/" + job + "/" + what, "{}", "backer").status())
                    .isEqualTo(403);
            assertThat(post("/v1/jobs/" + job + "/" + what, "{}", "restorer").status())
                    .isEqualTo(409);
        }
    }

    @Test
    void aKeyForSomeTablesBacksUpThose() {
        assertThat(post("/v1/backups", "{\"tables\":[\"people\"]}", "backer").status())
                .isEqualTo(202);
        assertThat(post("/v1/backups", "{\"tables\":[\"people\",\"jobs\"]}", "backer")
                        .status())
                .isEqualTo(403);
        World.Reply all = post("/v1/backups", "{}", "backer");
        assertThat(all.status()).isEqualTo(403);
        assertThat(all.json().path("detail").asText()).contains("Name tables");
    }

    @Test
    void aKeyForSomeTablesSeesBackupsOfThose() {
        assertThat(get("/v1/backups?limit=1", "backer").json().path("backups").findValuesAsText("id"))
                .containsExactly(part);
        assertThat(get("/v1/backups", "backer").json().path("backups")).hasSize(1);
        assertThat(get("/v1/backups", "reader").json().path("backups")).hasSize(2);
        assertThat(get("/v1/backups/" + part, "backer").status()).isEqualTo(200);
        assertThat(get("/v1/backups/" + whole, "backer").status()).isEqualTo(403);
        assertThat(post("/v1/backups/" + whole + "/verifications", "", "backer").status())
                .isEqualTo(403);
        assertThat(world.delete("/v1/backups/" + whole, "X-API-Key", "backer-key")
                        .status())
                .isEqualTo(403);
        assertThat(world.delete("/v1/backups/" + part, "X-API-Key", "backer-key")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aKeyForSomeTablesRestoresThose() {
        assertThat(post("/v1/restores", "{\"backup\":\"" + whole + "\"}", "restorer")
                        .status())
                .isEqualTo(403);
        assertThat(post("/v1/restores", "{\"backup\":\"" + whole + "\",\"tables\":[\"people\"]}", "restorer")
                        .status())
                .isEqualTo(202);
        World.Reply newest = post("/v1/restores", "{}", "restorer");
        assertThat(newest.status()).isEqualTo(202);
        // Whichever is the newest when the job begins.
        assertThat(newest.json().at("/input/tables").toString()).isEqualTo("[\"people\"]");
    }

    @Test
    void aCopyGoesToATableOfTheKeys() {
        String copy = "{\"backup\":\"latest\",\"intoSuffix\":\"_copy\"}";

        assertThat(post("/v1/restores", copy, "restorer").status()).isEqualTo(403);
        assertThat(post("/v1/restores", copy, "copier").status()).isEqualTo(202);
    }
}
