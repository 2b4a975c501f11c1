package dev.tablekeeper.standalone.incoming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are taken, when, and how often. */
class IncomingFolderTest {
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);
    private static final String CSV = "1,A\n";

    private final AtomicBoolean full = new AtomicBoolean();

    @TempDir
    private Path folder;

    private IncomingWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new IncomingWorld(folder, store -> new DelegatingObjectStore(store) {
            @Override
            public ObjectWriter create(String name, Condition condition) {
                if (full.get()) {
                    throw new StoreFailure(FailureType.STORAGE_FULL, "no room");
                }
                return super.create(name, condition);
            }
        });
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aFileThatIsMovedInIsTakenAtTheFirstLook() throws Exception {
        world.moveIn("departments/a.csv", CSV);

        world.look(Duration.ZERO);

        Job job = world.onlyJob();
        assertThat(job.kind()).isEqualTo(JobKind.LOAD);
        assertThat(job.startedBy()).isEqualTo("event");
        assertThat(job.tables()).containsExactly("departments");
        assertThat(job.input().get("uri").asText()).isEqualTo("incoming/departments/a.csv");
        assertThat(job.input().get("generation").asLong())
                .isEqualTo(world.objects
                        .find("incoming/departments/a.csv")
                        .orElseThrow()
                        .generation());
    }

    @Test
    void aCopiedFileThatKeepsItsOldTimeIsTakenAtTheFirstLook() throws Exception {
        Path file = world.write("departments/a.csv", CSV);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        world.look(Duration.ZERO);

        assertThat(world.jobs()).hasSize(1);
    }

    @Test
    void aFileThatIsBeingWrittenIsNotTakenBeforeItStandsStill() throws Exception {
        Path file = world.write("departments/a.csv", CSV);
        world.look(Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            Files.writeString(file, i + ",more\n", StandardOpenOption.APPEND);
            world.look(Duration.ofMillis(1_900));
            assertThat(world.jobs()).isEmpty();
        }

        world.look(Duration.ofMillis(1_900));
        assertThat(world.jobs()).isEmpty();
        world.look(Duration.ofMillis(100));
        assertThat(world.jobs()).isEmpty();
        world.look(HALF_A_SECOND);

        assertThat(world.onlyJob().input().get("generation").asLong())
                .isEqualTo(world.objects
                        .find("incoming/departments/a.csv")
                        .orElseThrow()
                        .generation());
    }

    @Test
    void anEmptyFileIsNotTakenForWholeBecauseItWasMovedIn() throws Exception {
        world.moveIn("departments/a.csv", "");

        world.look(Duration.ZERO);
        assertThat(world.jobs()).isEmpty();
        world.lookLong();

        assertThat(world.jobs()).hasSize(1);
    }

    @Test
    void aClockThatIsSetBackAnHourNeitherHidesAFileNorShowsItEarly() throws Exception {
        Path file = world.moveIn("departments/a.csv", CSV);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(Duration.ofHours(1))));

        world.look(Duration.ZERO);
        world.look(Duration.ofMillis(1_900));
        assertThat(world.jobs()).isEmpty();
        world.look(HALF_A_SECOND);

        assertThat(world.jobs()).hasSize(1);
    }

    @Test
    void whatIsNoFileToLoadIsLeftAlone() throws Exception {
        List<String> others = List.of(
                "a.csv",
                "Departments/a.csv",
                "tablekeeper_x/a.csv",
                ".hidden/a.csv",
                "departments/.a.csv",
                "departments/.part/a.csv",
                "departments/a.csv.part",
                "departments/a.txt",
                "departments/_load.json",
                "departments/a*.csv",
                "departments/a?.csv");
        for (String other : others) {
            world.moveIn(other, "{}");
        }
        Path outside = Files.createDirectories(folder.resolve("linked"));
        Files.writeString(outside.resolve("a.csv"), CSV);
        Files.createSymbolicLink(world.place.folder().resolve("jobs"), outside);
        Files.createSymbolicLink(world.place.folder().resolve("departments/link.csv"), outside.resolve("a.csv"));

        world.lookLong();

        assertThat(world.jobs()).isEmpty();
        assertThat(world.names("incoming/")).hasSize(others.size());
    }

    @Test
    void nestedFoldersAndAllEndingsAreTaken() throws Exception {
        world.moveIn("departments/2026/11/a.csv", CSV);
        world.moveIn("departments/B.CSV", CSV);
        world.moveIn("jobs/c.csv.gz", CSV);
        world.moveIn("jobs/deep/D.Csv.Gz", CSV);

        world.look(Duration.ZERO);

        assertThat(world.uris())
                .containsExactly(
                        "incoming/departments/2026/11/a.csv",
                        "incoming/departments/B.CSV",
                        "incoming/jobs/c.csv.gz",
                        "incoming/jobs/deep/D.Csv.Gz");
    }

    @Test
    void whatHasAJobIsNotStartedAgainHoweverThatEndsAlsoAfterARestart() throws Exception {
        for (JobStatus status : List.of(JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED)) {
            String name = status.text() + ".csv";
            world.moveIn("departments/" + name, CSV);
            world.look(HALF_A_SECOND);
            Job job = world.jobs().get(world.jobs().size() - 1);
            world.lookLong();
            world.end(job, status);
            String where = (status == JobStatus.SUCCEEDED ? "loaded/" : "failed/") + job.id() + "/departments/" + name;
            assertThat(world.names(where)).hasSize(1);
            // Somebody puts it back: it is the same generation.
            Files.move(world.path(where), world.place.folder().resolve("departments/" + name));
        }

        world.lookLong();
        world.restart();
        world.lookLong();

        assertThat(world.jobs()).hasSize(3);
        assertThat(world.names("incoming/")).as("they are set aside once more").isEmpty();
        assertThat(world.names("loaded/")).hasSize(1);
        assertThat(world.names("failed/")).hasSize(2);
    }

    @Test
    void anotherFileOfTheSameNameIsAnotherJob() throws Exception {
        world.moveIn("departments/a.csv", CSV);
        world.look(HALF_A_SECOND);
        world.end(world.onlyJob(), JobStatus.FAILED);
        world.moveIn("departments/a.csv", CSV);
        world.look(HALF_A_SECOND);

        assertThat(world.jobs()).hasSize(2);
    }

    @Test
    void aFileThatIsReplacedWhileItsJobWaitsIsAnotherJob() throws Exception {
        world.moveIn("departments/a.csv", CSV);
        world.look(HALF_A_SECOND);
        world.moveIn("departments/a.csv", "2,B\n");
        world.look(HALF_A_SECOND);

        assertThat(world.jobs()).hasSize(2);
    }

    @Test
    void aClaimWithoutARecordIsCompletedUnderItsId() throws Exception {
        world.moveIn("departments/a.csv", CSV);
        world.claims.claim(generation("departments/a.csv"), "load-before-the-crash", "");

        world.look(Duration.ZERO);
        assertThat(world.jobs())
                .as("it may be a request that is being accepted")
                .isEmpty();
        world.lookLong();

        assertThat(world.onlyJob().id()).isEqualTo("load-before-the-crash");
    }

    @Test
    void aFolderThatVanishesIsWatchedAgainWhenItIsBack() throws Exception {
        world.look(HALF_A_SECOND);
        Path away = world.place.folder().resolveSibling("away");
        Files.move(world.place.folder(), away);
        world.lookLong();
        Files.move(away, world.place.folder());
        world.moveIn("departments/a.csv", CSV);
        world.look(HALF_A_SECOND);
        assertThat(world.jobs()).hasSize(1);

        Files.move(world.place.folder().getParent(), folder.resolve("all-away"));
        world.lookLong();
        Files.move(folder.resolve("all-away"), world.place.folder().getParent());
        world.moveIn("departments/b.csv", CSV);
        world.look(HALF_A_SECOND);
        assertThat(world.jobs()).hasSize(2);
    }

    @Test
    void aStoreThatCannotWriteDelaysTheLoadOnly() throws Exception {
        world.moveIn("departments/a.csv", CSV);
        full.set(true);
        world.lookLong();
        assertThat(world.jobs()).isEmpty();

        full.set(false);
        world.lookLong();
        assertThat(world.jobs()).hasSize(1);
    }

    @Test
    void fewLoadsAreOpenAtATimeAndTablesTakeTurns() throws Exception {
        for (int i = 0; i < 50; i++) {
            world.moveIn("departments/" + i + ".csv", CSV);
        }
        world.moveIn("jobs/a.csv", CSV);
        world.moveIn("jobs/b.csv", CSV);

        world.look(Duration.ZERO);
        world.lookLong();

        assertThat(world.jobs()).hasSize(IncomingLoads.MOST_OPEN);
        assertThat(world.uris()).contains("incoming/jobs/a.csv", "incoming/jobs/b.csv");

        world.end(world.jobs().get(0), JobStatus.SUCCEEDED);
        world.look(HALF_A_SECOND);
        assertThat(world.jobs()).hasSize(IncomingLoads.MOST_OPEN + 1);

        // Those of before count, so that restarts do not pile them up.
        world.restart();
        world.lookLong();
        assertThat(world.jobs()).hasSize(IncomingLoads.MOST_OPEN + 1);
    }

    @Test
    void afterItIsClosedNothingIsStarted() throws Exception {
        world.folder().start();
        world.folder().close();
        world.moveIn("departments/a.csv", CSV);
        world.lookLong();

        assertThat(world.jobs()).isEmpty();
    }

    private String generation(String name) {
        String uri = IncomingWorld.incoming(name);
        return Claims.generation(
                "departments", uri, world.objects.find(uri).orElseThrow().generation());
    }
}
