package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobEventsTest {
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

    /** An open stream of events. */
    private final class Listener implements AutoCloseable {
        private final BufferedReader lines;

        Listener(String path) {
            try {
                var response = world.http.send(
                        world.request(path, "Accept", "text/event-stream").build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream; charset=utf-8");
                lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** The next event's name and job. */
        Event next() throws IOException {
            String name = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    data = line.substring("data: ".length());
                } else if (line.isEmpty() && !name.isEmpty()) {
                    checkJob(data);
                    return new Event(name, Json.MAPPER.readTree(data));
                }
            }
            throw new AssertionError("the stream ended");
        }

        private void checkJob(String json) throws IOException {
            try {
                world.description().conforms("/components/schemas/Job", json, "an event's data");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** Whether nothing but comments comes until the stream ends, or the connection does: either is an end. */
        boolean ended() {
            try {
                String line = lines.readLine();
                while (line != null && (line.isEmpty() || line.startsWith(":"))) {
                    line = lines.readLine();
                }
                return line == null;
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private record Event(String name, JsonNode job) {
        String id() {
            return job.path("id").asText();
        }

        String status() {
            return job.path("status").asText();
        }
    }

    @Test
    void aFeedShowsTheJobAtOnceAndEndsWithIt() throws IOException {
        String id = world.load("people", World.CSV).id();
        try (Listener listener = new Listener("/v1/jobs/" + id + "/events")) {
            Event first = listener.next();
            assertThat(first.name()).isEqualTo("progress");
            assertThat(first.status()).isEqualTo("queued");
            world.end(id, JobStatus.FAILED, 2);
            Event last = listener.next();

            assertThat(last.name()).isEqualTo("end");
            assertThat(last.status()).isEqualTo("failed");
            assertThat(last.job().at("/result/rowsRejected").asLong()).isEqualTo(2);
            assertThat(listener.ended()).isTrue();
        }
    }

    @Test
    void aFeedOfAnEndedJobIsItsEnd() throws IOException {
        String id = world.load("people", World.CSV).id();
        world.end(id, JobStatus.SUCCEEDED, 0);
        try (Listener listener = new Listener("/v1/jobs/" + id + "/events")) {
            assertThat(listener.next().name()).isEqualTo("end");
            assertThat(listener.ended()).isTrue();
        }
    }

    @Test
    void theFeedOfAllShowsOpenJobsAndThoseThatEndFromNowOn() throws IOException {
        String past = world.load("people", World.CSV).id();
        world.end(past, JobStatus.SUCCEEDED, 0);
        String open = world.load("people", World.CSV).id();
        try (Listener listener = new Listener("/v1/jobs/events")) {
            Event first = listener.next();
            assertThat(first.id()).isEqualTo(open);
            assertThat(first.name()).isEqualTo("progress");

            String later = world.load("keyless", World.CSV).id();
            assertThat(listener.next().id()).isEqualTo(later);
            world.end(open, JobStatus.SUCCEEDED, 0);
            Event end = listener.next();
            assertThat(end.id()).isEqualTo(open);
            assertThat(end.name()).isEqualTo("end");
        }
    }

    @Test
    void aFeedOfNoJobIsNotFound() {
        assertThat(world.get("/v1/jobs/load-none/events").status()).isEqualTo(404);
    }

    @Test
    void aServerThatStopsEndsItsFeeds() throws IOException {
        String id = world.load("people", World.CSV).id();
        try (Listener one = new Listener("/v1/jobs/" + id + "/events");
                Listener all = new Listener("/v1/jobs/events")) {
            one.next();
            all.next();
            world.server.close();
            assertThat(one.ended()).isTrue();
            assertThat(all.ended()).isTrue();
        }
    }

    @Test
    void thereIsAnEndToTheNumberOfFeeds() throws IOException {
        String path = "/v1/jobs/events";
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            listeners.add(new Listener(path));
        }
        World.Reply refused = world.get(path);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        world.server.close();
        for (Listener listener : listeners) {
            assertThat(listener.ended()).isTrue();
        }
    }
}
