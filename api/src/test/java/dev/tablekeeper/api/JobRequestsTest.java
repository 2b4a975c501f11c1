package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.model.workflow.JobStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRequestsTest {
    @TempDir
    Path folder;

    World world;

    @BeforeEach
    void start() {
        world = new World(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aJobIsReadableWhileNoWorkerIsUp() {
        String id = world.load("people", World.CSV).id();
        World.Reply reply = world.get("/v1/jobs/" + id);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("status").asText()).isEqualTo("queued");
    }

    @Test
    void aRunningJobShowsItsProgress() {
        Gate gate = world.work();
        String id = world.load("people", World.CSV).id();
        Awaitility.await().untilAsserted(() -> {
            JsonNode job = world.get("/v1/jobs/" + id).json();
            assertThat(job.path("status").asText()).isEqualTo("running");
            assertThat(job.at("/progress/phase").asText()).isEqualTo("parsing");
            assertThat(job.path("startedAt").asText()).endsWith("Z");
        });
        gate.open();
    }

    @Test
    void anEndedJobTellsItsResultAndWhereItsRejectsAre() {
        String id = world.load("people", World.CSV).id();
        world.put(Names.rejects(id), "_line,_column\n");
        world.end(id, JobStatus.SUCCEEDED, 1);
        JsonNode job = world.get("/v1/jobs/" + id).json();

        assertThat(job.path("status").asText()).isEqualTo("succeeded");
        assertThat(job.at("/result/rowsRejected").asLong()).isEqualTo(1);
        assertThat(job.at("/links/rejects").asText()).isEqualTo("/v1/jobs/" + id + "/rejects");
        assertThat(job.at("/links/cancel").isMissingNode()).isTrue();
        World.Reply rejects = world.get("/v1/jobs/" + id + "/rejects", "Accept-Encoding", "gzip");
        assertThat(rejects.status()).isEqualTo(200);
        assertThat(rejects.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(rejects.header("Content-Length")).isEqualTo("14");
        assertThat(rejects.body()).isEqualTo("_line,_column\n");
    }

    @Test
    void rejectsThatAreNotThereAreExplained() {
        String id = world.load("people", World.CSV).id();
        assertThat(world.get("/v1/jobs/" + id + "/rejects").status()).isEqualTo(409);
        world.end(id, JobStatus.SUCCEEDED, 0);

        assertThat(world.get("/v1/jobs/" + id + "/rejects").status()).isEqualTo(404);
        assertThat(world.get("/v1/jobs/" + id + "/rejects?table=jobs").status()).isEqualTo(422);
        assertThat(world.get("/v1/jobs/load-none/rejects").status()).isEqualTo(404);
    }

    @Test
    void aWaitEndsWithTheJob() {
        Gate gate = world.work();
        String id = world.load("people", World.CSV).id();
        List<CompletableFuture<World.Reply>> waiting = IntStream.range(0, 300)
                .mapToObj(i -> world.http
                        .sendAsync(
                                world.request("/v1/jobs/" + id, "Prefer", "respond-async, wait=50")
                                        .build(),
                                java.net.http.HttpResponse.BodyHandlers.ofString())
                        .thenApply(World.Reply::new))
                .toList();
        assertThat(world.get("/v1/jobs/" + id).json().path("status").asText()).isIn("queued", "running");
        gate.open();

        assertThat(waiting).allSatisfy(reply -> {
            assertThat(reply.join().status()).isEqualTo(200);
            assertThat(reply.join().header("Preference-Applied")).isEqualTo("wait=50");
            assertThat(reply.join().json().path("status").asText()).isEqualTo("succeeded");
        });
    }

    @Test
    void aLoadThatEndsInTimeIsAnsweredWith200() {
        world.work().open();
        World.Reply inTime = world.load("people", World.CSV, "Prefer", "wait=60");
        World.Reply unasked = world.load("people", World.CSV);

        assertThat(inTime.status()).isEqualTo(200);
        assertThat(inTime.header("Location")).isEqualTo("/v1/jobs/" + inTime.id());
        assertThat(inTime.json().path("status").asText()).isEqualTo("succeeded");
        assertThat(unasked.status()).isEqualTo(202);
    }

    @Test
    void aWaitThatIsOverAnswersWithTheJobAsItIs() {
        World.Reply accepted = world.load("people", World.CSV, "Prefer", "wait=1");
        World.Reply read = world.get("/v1/jobs/" + accepted.id() + "?wait=1");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json().path("status").asText()).isEqualTo("queued");
        assertThat(read.header("Preference-Applied")).isEmpty();
    }

    @Test
    void aServerThatStopsAnswersThoseWhoWait() {
        String id = world.load("people", World.CSV).id();
        var waiting = CompletableFuture.supplyAsync(() -> world.get("/v1/jobs/" + id + "?wait=60"));
        Awaitility.await().until(() -> world.server.waiting() == 1);
        world.server.close();

        assertThat(waiting.join().json().path("status").asText()).isEqualTo("queued");
    }

    @Test
    void aWorkflowIsToldToStop() {
        world.work();
        String id = world.load("people", World.CSV).id();
        World.Reply reply = world.post("/v1/jobs/" + id + "/cancel", "");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.id()).isEqualTo(id);
        world.end(id, JobStatus.CANCELLED, 0);
        World.Reply second = world.post("/v1/jobs/" + id + "/cancel", "");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.type()).isEqualTo("urn:tablekeeper:not-possible");
        assertThat(world.post("/v1/jobs/load-none/cancel", "").status()).isEqualTo(404);
    }

    @Test
    void jobsAreListedNewestFirstPageByPage() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            newestFirst.add(
                    0, world.load(i % 2 == 0 ? "people" : "keyless", World.CSV).id());
        }
        List<String> listed = new ArrayList<>();
        String page = "";
        do {
            JsonNode list = world.get("/v1/jobs?limit=3" + page).json();
            list.path("jobs").forEach(job -> listed.add(job.path("id").asText()));
            assertThat(list.path("jobs").size()).isLessThanOrEqualTo(3);
            page = list.has("nextPageToken")
                    ? "&pageToken=" + list.path("nextPageToken").asText()
                    : "";
        } while (!page.isEmpty());

        assertThat(listed).containsExactlyInAnyOrderElementsOf(newestFirst);
        assertThat(world.get("/v1/jobs?table=keyless&kind=load&status=queued")
                        .json()
                        .path("jobs"))
                .hasSize(3);
        assertThat(world.get("/v1/jobs?status=failed").json().path("jobs")).isEmpty();
    }

    @Test
    void aListThatIsAskedForWronglyIsRefused() {
        World.Reply faults = world.get("/v1/jobs?kind=lod&status=done&limit=0&statsu=x");

        assertThat(faults.status()).isEqualTo(422);
        assertThat(faults.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("kind", "status", "limit", "statsu");
        assertThat(world.get("/v1/jobs?pageToken=nonsense").status()).isEqualTo(422);
        assertThat(world.get("/v1/jobs?limit=100000").status()).isEqualTo(200);
    }

    @Test
    void whatIsNoJobIsNotFound() {
        for (String id : List.of("load-none", "..%2Fx", "LOAD", "x".repeat(200))) {
            assertThat(world.get("/v1/jobs/" + id).status()).as(id).isEqualTo(404);
        }
    }
}
