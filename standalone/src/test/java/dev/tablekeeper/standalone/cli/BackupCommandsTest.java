package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.standalone.cli.print.LocalTimes;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the commands ask of a server, and what they say to its answers. */
class BackupCommandsTest {
    private static final String ID = "20261124t080000z-1a2b3c4d";
    private static final String INSTANT = "2026-11-24T08:00:00Z";

    private StubServer server;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Ran run(String... arguments) {
        return Ran.at(server.uri(), arguments);
    }

    private static String job(String kind, String status, String input, String result) {
        return "{\"id\":\"" + kind + "-1\",\"kind\":\"" + kind + "\",\"status\":\"" + status
                + "\",\"tables\":[\"people\"],\"createdAt\":\"" + INSTANT
                + "\",\"finishedAt\":\"2026-11-24T08:00:01Z\","
                + "\"input\":" + input + ",\"result\":" + result + "}";
    }

    @Test
    void aBackupTellsWhatItHolds() {
        server.on(
                "POST /v1/backups",
                200,
                job(
                        "backup",
                        "succeeded",
                        "{}",
                        "{\"backup\":\"" + ID + "\",\"instant\":\"" + INSTANT + "\",\"tables\":["
                                + "{\"table\":\"people\",\"rows\":1936,\"files\":2,\"bytes\":30100}],\"pruned\":[\"x\"]}"));
        Ran ran = run("backup", "--tables", "people,jobs", "--label", "before it");

        assertThat(ran.exitCode()).isZero();
        assertThat(server.request(0).text()).isEqualTo("{\"tables\":[\"people\",\"jobs\"],\"label\":\"before it\"}");
        assertThat(server.request(0).header("Idempotency-Key").orElseThrow()).startsWith("cli-");
        assertThat(ran.out())
                .contains("Job backup-1 succeeded in 1.0 s")
                .contains(ID)
                .contains("people  1,936      2  30.1 kB")
                .contains("Deleted by the retention rule: x")
                .contains("./tablekeeper verify " + ID);
    }

    @Test
    void backupsAreATableWithWhatIsToBeKnown() {
        String backup =
                "{\"id\":\"" + ID + "\",\"instant\":\"" + INSTANT + "\",\"tables\":[{}],\"rows\":3,\"bytes\":100,";
        server.on(
                "GET /v1/backups",
                200,
                "{\"backups\":[" + backup + "\"label\":\"mine\",\"kept\":[\"newest\",\"label\"]},"
                        + backup + "\"kept\":[],\"lastVerified\":\"" + INSTANT
                        + "\",\"verification\":{\"at\":\"" + INSTANT
                        + "\",\"succeeded\":false,\"job\":\"verify-1\",\"error\":{\"detail\":\"A byte was flipped.\"}}},"
                        + "{\"id\":\"damaged\",\"kept\":[\"unreadable\"],\"fault\":\"was changed\"}],"
                        + "\"nextPageToken\":\"t\"}");
        Ran ran = run("backups", "--limit=3", "--page-token=x");

        assertThat(server.request(0).target()).isEqualTo("/v1/backups?limit=3&pageToken=x");
        String local = LocalTimes.of(INSTANT);
        assertThat(ran.out())
                .contains(ID + "  " + local + "       1     3  100 bytes  never                newest, 'mine'")
                .contains("100 bytes  " + local + "  (goes after the next)");
        assertThat(ran.err())
                .contains("damaged: was changed")
                .contains("FAILED (" + local + "): A byte was flipped.")
                .contains("--page-token t");
    }

    @Test
    void whereThereIsNoBackupOneIsProposed() {
        server.on("GET /v1/backups", 200, "{\"backups\":[]}");
        assertThat(run("backups").err()).contains("./tablekeeper backup makes one");
    }

    @Test
    void withoutABackupARestoreSaysWhatToTypeToDoIt() {
        server.on(
                "POST /v1/restores",
                200,
                job(
                        "restore",
                        "succeeded",
                        "{\"tables\":[\"jobs\",\"people\",\"teams\",\"desks\"],\"intoSuffix\":\"_x\",\"dryRun\":true}",
                        "{\"backup\":\"" + ID + "\",\"instant\":\"" + INSTANT + "\",\"tables\":[],\"changes\":["
                                + "{\"table\":\"people\",\"into\":\"people_x\",\"rowsNow\":2,\"rowsThen\":1936,"
                                + "\"sameContent\":false,\"schema\":[\"pay is new\"]},"
                                + "{\"table\":\"jobs\",\"rowsThen\":3,\"schema\":[]},"
                                + "{\"table\":\"teams\",\"rowsNow\":3,\"rowsThen\":3,\"sameContent\":true,\"schema\":[]},"
                                + "{\"table\":\"desks\",\"rowsNow\":3,\"rowsThen\":3,\"schema\":[],\"obstacle\":\"why\"}]}"));
        Ran ran = run("restore", "--into-suffix", "_x", "--tables=jobs,people,teams,desks");

        assertThat(ran.exitCode()).isZero();
        assertThat(server.request(0).text())
                .isEqualTo("{\"tables\":[\"jobs\",\"people\",\"teams\",\"desks\"],\"intoSuffix\":\"_x\"}");
        assertThat(ran.out())
                .contains("a dry run: no table was touched")
                .contains("people → people_x")
                .contains("other rows; pay is new")
                .contains("a new table")
                .contains("nothing: the same rows")
                .contains("CANNOT BE RESTORED: why")
                .contains("To restore the others: ./tablekeeper restore " + ID
                        + " --tables people,jobs,teams --into-suffix _x");
    }

    @Test
    void aRestoreTellsHowToUndoIt() {
        server.on(
                "POST /v1/restores",
                200,
                job(
                        "restore",
                        "succeeded",
                        "{\"dryRun\":false}",
                        "{\"backup\":\"" + ID + "\",\"instant\":\"" + INSTANT + "\",\"tables\":[{\"table\":\"people\","
                                + "\"rows\":1936,\"rowsBefore\":5,\"rowsReplaced\":2}],\"rowsReplaced\":2,"
                                + "\"undoUntil\":\"2026-11-25T08:00:00Z\"}"));
        LocalDateTime local = LocalDateTime.of(2026, 11, 24, 8, 0);
        Ran ran = run("restore", "--as-of", "2026-11-24 08:00");

        assertThat(server.request(0).text())
                .isEqualTo("{\"asOf\":\"" + local.atZone(ZoneId.systemDefault()).toInstant() + "\"}");
        assertThat(ran.out())
                .contains("people  1,936            5                  2")
                .contains("with 2 rows that the backup does not have")
                .contains("./tablekeeper undo restore-1");
    }

    @Test
    void aRestoreThatWaitsForApprovalIsLeftWaiting() {
        server.on(
                "POST /v1/restores",
                202,
                "{\"id\":\"restore-1\",\"kind\":\"restore\",\"status\":\"running\",\"tables\":[\"people\"]}");
        server.on(
                "GET /v1/jobs/restore-1",
                200,
                "{\"id\":\"restore-1\",\"kind\":\"restore\",\"status\":\"waiting-approval\",\"tables\":[\"people\"]}");
        Ran ran = run("restore", "latest", "--approval", "--approval-timeout", "PT12H");

        assertThat(ran.exitCode()).isZero();
        assertThat(server.request(0).text())
                .isEqualTo("{\"backup\":\"latest\",\"approvalTimeout\":\"PT12H\",\"approval\":true}");
        assertThat(ran.out())
                .contains("Job restore-1 is waiting for approval")
                .contains("./tablekeeper approve restore-1")
                .contains("./tablekeeper cancel restore-1");
    }

    @Test
    void anApprovedRestoreIsFollowedToItsEnd() {
        server.on(
                "POST /v1/jobs/restore-1/approve",
                200,
                job("restore", "succeeded", "{}", "{\"backup\":\"" + ID + "\",\"tables\":[]}"));
        assertThat(run("approve", "restore-1").exitCode()).isZero();
        assertThat(server.request(0).header("Prefer")).contains("wait=2");
    }

    @Test
    void whatCannotBeUndoneByItselfSaysHow() {
        server.on(
                "POST /v1/jobs/restore-1/undo",
                409,
                "{\"type\":\"urn:tablekeeper:changed-since\",\"title\":\"It changed\",\"detail\":\"Table people.\"}");
        Ran refused = run("undo", "restore-1");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("Table people.").contains("undo restore-1 --discard-newer");
        assertThat(server.request(0).text()).isEqualTo("{}");

        run("undo", "restore-1", "--discard-newer");
        assertThat(server.request(1).text()).isEqualTo("{\"discardNewer\":true}");
    }

    @Test
    void anUndoingTellsWhatIsThereAgain() {
        server.on(
                "POST /v1/jobs/restore-1/undo",
                200,
                job(
                        "undo",
                        "succeeded",
                        "{}",
                        "{\"restore\":\"restore-1\",\"tables\":[{\"table\":\"people\",\"rows\":5,\"rowsDiscarded\":0},"
                                + "{\"table\":\"jobs\",\"into\":\"jobs_x\",\"rowsDiscarded\":3}]}"));
        assertThat(run("undo", "restore-1").out())
                .contains("restore-1")
                .contains("jobs → jobs_x  (no table, as before)");
    }

    @Test
    void aDrillIsOfTheNewestUnlessOneIsNamed() {
        String proven = job(
                "verify",
                "succeeded",
                "{}",
                "{\"backup\":\"" + ID + "\",\"tables\":[{\"table\":\"people\",\"rows\":3,\"fingerprint\":\"00\"}]}");
        server.on("POST /v1/backups/latest/verifications", 200, proven)
                .on("POST /v1/backups/" + ID + "/verifications", 404, "{\"type\":\"urn:tablekeeper:unknown-backup\"}");

        assertThat(run("verify").out()).contains("It restores: 3 rows in 1 table");
        Ran unknown = run("verify", ID);
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("./tablekeeper backups");
    }

    @Test
    void aBackupIsDeletedWhenSomebodySaysSo() {
        String backup = "{\"id\":\"" + ID + "\",\"instant\":\"" + INSTANT + "\",\"rows\":3,\"tables\":[{}]}";
        server.on("GET /v1/backups/" + ID, 200, backup).on("DELETE /v1/backups/" + ID, 204, "");

        Ran unasked = run("backups", "delete", ID);
        assertThat(unasked.exitCode()).isEqualTo(2);
        assertThat(unasked.err()).contains("--yes");
        assertThat(server.requests()).isEmpty();
        assertThat(asked("n\n")).isEqualTo(1);
        assertThat(asked("")).isEqualTo(1);
        assertThat(server.requests()).allMatch(request -> request.method().equals("GET"));
        assertThat(asked("yes\n")).isZero();
        assertThat(run("backups", "delete", ID, "--yes").out()).contains("was deleted");
    }

    /** In front of a terminal. */
    private int asked(String answer) {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
                out,
                out,
                true,
                "./tablekeeper",
                Map.of("TABLEKEEPER_URL", server.uri().toString()));
        return Tablekeeper.run(terminal, "backups", "delete", ID);
    }

    @Test
    void aTimeThatIsNoneIsRefusedHere() {
        Ran ran = run("restore", "--as-of", "yesterday");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("2026-11-24T08:00:00Z").contains("'yesterday'");
        assertThat(server.requests()).isEmpty();
    }
}
