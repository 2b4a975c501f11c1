package dev.tablekeeper.standalone.incoming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.model.workflow.JobStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code _load.json} says, and what happens where it is broken. */
class FolderOptionsTest {
    private static final String CSV = "1,A\n";

    @TempDir
    private Path folder;

    private IncomingWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new IncomingWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theNearestOneCounts() throws Exception {
        world.moveIn("departments/_load.json", "{\"mode\": \"merge\", \"delimiter\": \";\", \"maxRejected\": 3}");
        world.moveIn("departments/new/_load.json", "{\"mode\": \"replace\"}");
        world.moveIn("departments/a.csv", CSV);
        world.moveIn("departments/old/deep/b.csv", CSV);
        world.moveIn("departments/new/deep/c.csv", CSV);
        world.moveIn("jobs/d.csv", CSV);

        world.look(Duration.ZERO);

        assertThat(world.jobs().stream()
                        .map(job -> job.input().get("uri").asText() + " "
                                + job.input().get("mode").asText() + " "
                                + job.input().get("delimiter").asText()))
                .containsExactlyInAnyOrder(
                        "incoming/departments/a.csv merge ;",
                        "incoming/departments/old/deep/b.csv merge ;",
                        "incoming/departments/new/deep/c.csv replace auto",
                        "incoming/jobs/d.csv append auto");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"mode\": \"upsert\"}              | mode is one of append, replace, merge, not \"upsert\"",
                "{\"modus\": \"merge\", \"trim\": 1} | 'modus' is no load option",
                "{\"trim\": 1}                       | trim is true or false, not 1",
                "{\"dryRun\": true}                  | 'dryRun' is for single requests",
                "{\"again\": true}                   | 'again' is for single requests",
                "{\"mode\": \"merge\"                | stops being JSON at line 1",
                "[1]                                 | is not one JSON object",
                "``                                  | is not one JSON object",
            })
    void aBrokenOneIsAFailedJobAndTheFileIsNotLoadedWithOtherOptions(String json, String fault) throws Exception {
        world.moveIn("departments/_load.json", json);
        world.moveIn("departments/deep/a.csv", CSV);

        world.look(Duration.ZERO);
        assertThat(world.jobs()).as("it may be in the middle of being written").isEmpty();
        world.lookLong();

        Job job = world.onlyJob();
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.startedBy()).isEqualTo("event");
        assertThat(job.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:invalid-request");
        assertThat(job.error().orElseThrow().detail())
                .startsWith("incoming/departments/_load.json: ")
                .contains(fault);
        assertThat(world.names("failed/")).containsExactly("failed/" + job.id() + "/departments/deep/a.csv");
        assertThat(world.names("incoming/")).containsExactly("incoming/departments/_load.json");
        assertThat(world.jobs.open()).as("it is listed as ended").isEmpty();
    }

    @Test
    void oneThatIsNoFileOfItsOwnIsBrokenToo() throws Exception {
        world.moveIn("departments/a.csv", CSV);
        Path elsewhere = Files.writeString(folder.resolve("options.json"), "{}");
        Files.createSymbolicLink(world.place.folder().resolve("departments/_load.json"), elsewhere);

        world.lookLong();

        assertThat(world.onlyJob().error().orElseThrow().detail()).contains("_load.json: is no plain file");
    }

    @Test
    void oneThatIsHalfWrittenIsWaitedFor() throws Exception {
        Path options = world.write("departments/_load.json", "{\"mode\": ");
        world.moveIn("departments/a.csv", CSV);
        world.look(Duration.ZERO);
        world.look(Duration.ofMillis(500));
        Files.writeString(options, "{\"mode\": \"merge\"}");
        world.look(Duration.ofMillis(500));

        assertThat(world.onlyJob().input().get("mode").asText()).isEqualTo("merge");
    }

    @Test
    void onceItIsMendedTheFileLoadsWhenItIsMovedInAgain() throws Exception {
        Path options = world.moveIn("departments/_load.json", "{");
        Path file = world.moveIn("departments/a.csv", CSV);
        world.lookLong();
        Job refused = world.onlyJob();
        Path failed = world.path("failed/" + refused.id() + "/departments/a.csv");

        Files.move(failed, file);
        world.restart();
        world.lookLong();
        assertThat(world.jobs()).as("still broken").hasSize(1);
        assertThat(failed).exists();

        Files.writeString(options, "{\"mode\": \"merge\"}");
        Files.move(failed, file);
        world.lookLong();
        assertThat(world.jobs()).hasSize(2);
        assertThat(world.jobs().get(1).input().get("mode").asText()).isEqualTo("merge");
    }

    @Test
    void aCrashBetweenTheClaimAndTheRecordOfARefusalIsMadeGood() throws Exception {
        world.moveIn("departments/_load.json", "{");
        world.moveIn("departments/a.csv", CSV);
        String uri = "incoming/departments/a.csv";
        long generation = world.objects.find(uri).orElseThrow().generation();
        world.claims.claim(Claims.generation("departments", uri, generation), "load-cut-off", "");

        world.lookLong();
        world.lookLong();

        assertThat(world.onlyJob().status()).isEqualTo(JobStatus.FAILED);
        assertThat(world.names("incoming/")).isEqualTo(List.of("incoming/departments/_load.json"));
    }
}
