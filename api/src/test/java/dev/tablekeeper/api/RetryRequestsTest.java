package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.workflow.JobStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetryRequestsTest {
    private World world;

    @BeforeEach
    void open(@TempDir Path folder) {
        world = new World(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aFailedJobIsRetriedByANewOne() {
        String failed = failed();
        assertThat(world.get("/v1/jobs/" + failed).json().at("/links/retry").asText())
                .isEqualTo("/v1/jobs/" + failed + "/retry");

        World.Reply reply = retry(failed);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.id()).isNotEqualTo(failed);
        assertThat(reply.header("Location")).isEqualTo("/v1/jobs/" + reply.id());
        assertThat(reply.json().path("retryOf").asText()).isEqualTo(failed);
        assertThat(reply.json().path("kind").asText()).isEqualTo("load");
        assertThat(reply.json().has("existing")).isFalse();
        assertThat(world.get("/v1/jobs/" + failed).json().at("/links/retry").isMissingNode())
                .isTrue();
    }

    @Test
    void aRetryThatIsUnderWayIsTheAnswerToAnother() {
        String failed = failed();
        World.Reply first = retry(failed);
        World.Reply second = retry(failed);

        assertThat(second.status()).isEqualTo(202);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.json().path("existing").asBoolean()).isTrue();
    }

    @Test
    void theSameKeyGivesTheSameRetryAndBelongsToOneJob() {
        String failed = failed();
        String other = failed();
        World.Reply first = retry(failed, "Idempotency-Key", "k");
        World.Reply repeated = retry(failed, "Idempotency-Key", "k");
        World.Reply another = retry(other, "Idempotency-Key", "k");

        assertThat(repeated.id()).isEqualTo(first.id());
        assertThat(repeated.json().has("existing")).isFalse();
        assertThat(another.status()).isEqualTo(422);
        assertThat(another.type()).isEqualTo("urn:tablekeeper:idempotency-key-reused");
    }

    @Test
    void aRetryThatEndsInTimeIsAnsweredWith200() {
        String failed = failed();
        world.work().open();

        World.Reply reply = retry(failed, "Prefer", "wait=60");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("status").asText()).isEqualTo("succeeded");
    }

    @Test
    void whatHasNotFailedIsNotRetried() {
        String open = world.load("people", World.CSV).id();
        World.Reply whileOpen = retry(open);
        world.end(open, JobStatus.SUCCEEDED, 0);
        World.Reply succeeded = retry(open);

        assertThat(whileOpen.status()).isEqualTo(409);
        assertThat(whileOpen.type()).isEqualTo("urn:tablekeeper:not-possible");
        assertThat(whileOpen.json().path("detail").asText()).contains("has not ended");
        assertThat(succeeded.status()).isEqualTo(409);
        assertThat(retry("load-none").status()).isEqualTo(404);
        assertThat(world.post("/v1/jobs/" + open + "/retry?again=true", "").status())
                .isEqualTo(422);
    }

    private String failed() {
        String id = world.load("people", World.CSV).id();
        world.end(id, JobStatus.FAILED, 0);
        return id;
    }

    private World.Reply retry(String job, String... headers) {
        return world.post("/v1/jobs/" + job + "/retry", "", headers);
    }
}
