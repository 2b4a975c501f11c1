package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.Serve;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table is lost and comes back, with the commands as people type them, on the whole system. */
class BackupRoundTripTest {
    private static final String JOB = "\\b(restore-[a-z0-9-]+)";

    @TempDir
    private Path folder;

    private Serve serve;

    private Ran run(String... arguments) {
        return Ran.at(serve.uri(), arguments);
    }

    private String load(String csv, String... options) throws Exception {
        Path file = Files.writeString(folder.resolve("departments.csv"), csv);
        String[] words = new String[3 + options.length];
        System.arraycopy(new String[] {"load", "departments", file.toString()}, 0, words, 0, 3);
        System.arraycopy(options, 0, words, 3, options.length);
        return run(words).out();
    }

    private static String found(String text, String pattern) {
        var matcher = java.util.regex.Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    @Test
    void aTableThatWasOverwrittenComesBackAndTheWayBackToo() throws Exception {
        serve = Serve.start(Configuration.of(ServeProcess.environment(folder)));
        try {
            load("1,A\n2,B\n3,C\n");
            assertThat(run("backup", "--label", "before it").out()).contains("departments         3      1");
            assertThat(run("verify").out()).contains("It restores: 3 rows in 3 tables");
            load("9,Wrong\n", "--mode", "replace");

            String dryRun = run("restore").out();
            assertThat(dryRun).containsPattern("departments +1 +3 +other rows");
            String backup = found(dryRun, "To do it: ./tablekeeper restore (\\S+)");
            assertThat(run("rows", "departments").out()).contains("Wrong").doesNotContain("A");

            Ran restore = run("restore", backup, "--tables", "departments");
            assertThat(restore.exitCode()).as(restore.err()).isZero();
            assertThat(restore.out()).contains("with 1 row that the backup does not have");
            assertThat(run("rows", "departments").out()).contains("A", "B", "C").doesNotContain("Wrong");

            assertThat(run("undo", found(restore.out(), JOB)).exitCode()).isZero();
            assertThat(run("rows", "departments").out()).contains("Wrong");
            assertThat(run("backups").out()).contains("'before it'").doesNotContain("never");
            assertThat(run("backups", "delete", backup, "--yes").exitCode()).isZero();
            assertThat(run("restore").err()).contains("./tablekeeper backup makes one");
        } finally {
            serve.close();
        }
    }

    @Test
    void aRestoreWaitsForApprovalAlsoOverARestart() throws Exception {
        Map<String, String> environment = ServeProcess.environment(folder);
        serve = Serve.start(Configuration.of(environment));
        String job;
        try {
            load("1,A\n");
            run("backup");
            load("9,Wrong\n", "--mode", "replace");
            Ran waiting = run("restore", "latest", "--tables", "departments", "--approval");
            assertThat(waiting.out()).contains("is waiting for approval");
            job = found(waiting.out(), JOB);
            assertThat(run("jobs", "--status", "waiting-approval").out()).contains(job);
        } finally {
            serve.close();
        }
        serve = Serve.start(Configuration.of(environment));
        try {
            assertThat(run("rows", "departments").out()).contains("Wrong");
            Ran approved = run("approve", job);
            assertThat(approved.exitCode()).as(approved.err()).isZero();
            assertThat(run("rows", "departments").out()).contains("A").doesNotContain("Wrong");
        } finally {
            serve.close();
        }
    }

    @Test
    void aBackupThatWasMissedIsMadeUpForAtTheStartOnce() throws Exception {
        Map<String, String> environment = ServeProcess.environment(folder);
        // Far from now, so that no date's time comes meanwhile.
        LocalTime at = LocalTime.now(ZoneOffset.UTC).plusHours(12).truncatedTo(ChronoUnit.MINUTES);
        environment.put(Configuration.BACKUP_AT, at.toString());
        environment.put(Configuration.TIME_ZONE, "UTC");
        // An installation that has been running for some days.
        Path since = folder.resolve("objects/jobs/schedule/since");
        Files.createDirectories(since.getParent());
        Files.writeString(since, Instant.now().minus(Duration.ofDays(3)).toString());
        for (int i = 0; i < 2; i++) {
            serve = Serve.start(Configuration.of(environment));
            try {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> run("jobs", "--kind", "backup").out().contains("succeeded"));
                assertThat(run("jobs", "--kind", "backup").out().lines()).hasSize(3);
                assertThat(run("backups").out()).contains("newest, daily, weekly, monthly");
            } finally {
                serve.close();
            }
        }
    }
}
