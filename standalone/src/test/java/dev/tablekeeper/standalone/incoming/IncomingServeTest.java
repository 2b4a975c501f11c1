package dev.tablekeeper.standalone.incoming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.Serve;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watched folder of the whole system. */
class IncomingServeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void whatIsDroppedIsLoadedAndSetAsideAlsoWhatCameWhileNothingRan() throws Exception {
        Path incoming = folder.resolve("objects/incoming");
        write(incoming.resolve("departments/before.csv"), "1,A\n");
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            gzip(incoming.resolve("departments/2026/packed.csv.gz"), "2,B\n3,C\n");
            write(incoming.resolve("departments/garbage.csv"), "\0\1\2\0\0");
            write(incoming.resolve("no_such_table/a.csv"), "1,A\n");
            write(incoming.resolve("jobs/_load.json"), "{\"mode\": 7}");
            write(incoming.resolve("jobs/a.csv"), "1,A\n");

            await().atMost(PATIENCE).until(() -> files("objects/incoming").size() == 1);

            assertThat(get(serve, "/v1/tables/departments").get("rows").asLong())
                    .isEqualTo(3);
            assertThat(get(serve, "/v1/tables/jobs").get("rows").asLong()).isZero();
            assertThat(files("objects/loaded").stream().map(IncomingServeTest::withoutJob))
                    .containsExactlyInAnyOrder("departments/before.csv", "departments/2026/packed.csv.gz");
            assertThat(files("objects/failed").stream().map(IncomingServeTest::withoutJob))
                    .containsExactlyInAnyOrder("departments/garbage.csv", "no_such_table/a.csv", "jobs/a.csv");
            for (JsonNode job : get(serve, "/v1/jobs").get("jobs")) {
                assertThat(job.get("startedBy").asText()).isEqualTo("event");
            }
        }
    }

    @Test
    void aFloodOfFilesDoesNotHoldUpALoadThatARequestAsksFor() throws Exception {
        int files = 400;
        Path incoming = folder.resolve("objects/incoming");
        for (int i = 0; i < files; i++) {
            write(incoming.resolve("departments/" + i + ".csv"), i + ",A\n");
        }
        try (Serve serve = Serve.start(configuration(Map.of()))) {
            await().atMost(PATIENCE).until(() -> !files("objects/loaded").isEmpty());

            JsonNode job = load(serve, "/v1/tables/jobs/loads", "1,A\n");

            assertThat(job.get("status").asText()).isEqualTo("succeeded");
            await().atMost(PATIENCE).until(() -> files("objects/incoming").isEmpty());
            assertThat(get(serve, "/v1/tables/departments").get("rows").asLong())
                    .isEqualTo(files);
            // What is asked for goes before what was dropped. Of that some are in their last step already, and as many
            // steps
            // as there are processors are done while it does three.
            assertThat(endedWithin(serve, job))
                    .as("jobs of files that ended while the request's job was open")
                    .isLessThan(files / 4);
        }
    }

    private static int endedWithin(Serve serve, JsonNode job) throws IOException, InterruptedException {
        Instant from = Instant.parse(job.get("createdAt").asText());
        Instant to = Instant.parse(job.get("finishedAt").asText());
        int ended = 0;
        Optional<String> page = Optional.of("/v1/jobs?table=departments&limit=100");
        while (page.isPresent()) {
            JsonNode answer = get(serve, page.get());
            for (JsonNode other : answer.get("jobs")) {
                Instant at = Instant.parse(other.get("finishedAt").asText());
                if (at.isAfter(from) && at.isBefore(to)) {
                    ended++;
                }
            }
            page = Optional.of(answer.path("nextPageToken").asText())
                    .filter(token -> !token.isEmpty())
                    .map(token -> "/v1/jobs?table=departments&limit=100&pageToken=" + token);
        }
        return ended;
    }

    @Test
    void theWatchedFolderMayBeElsewhere() throws Exception {
        Path drop = Files.createDirectories(folder.resolve("drop"));
        try (Serve serve = Serve.start(configuration(Map.of(Configuration.INCOMING, "file:" + drop)))) {
            write(drop.resolve("departments/a.csv"), "1,A\n");
            write(drop.resolve("uploads/a.csv"), "1,A\n");

            await().atMost(PATIENCE).until(() -> files("drop").isEmpty());

            assertThat(get(serve, "/v1/tables/departments").get("rows").asLong())
                    .isEqualTo(1);
            assertThat(files("objects/loaded").stream().map(IncomingServeTest::withoutJob))
                    .containsExactly("departments/a.csv");
            assertThat(files("objects/failed").stream().map(IncomingServeTest::withoutJob))
                    .containsExactly("uploads/a.csv");
        }
    }

    @Test
    void aFolderThatHoldsTheSystemsOwnFilesIsRefused() {
        for (String where : List.of("", "/objects", "/objects/failed")) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(
                            () -> Serve.start(configuration(Map.of(Configuration.INCOMING, "file:" + folder + where))))
                    .withMessageContaining("within one another");
        }
    }

    private Configuration configuration(Map<String, String> changes) {
        Map<String, String> environment = new HashMap<>(Map.of(
                Configuration.WAREHOUSE, "duckdb:" + folder.resolve("warehouse.duckdb"),
                Configuration.OBJECTS, "file:" + folder.resolve("objects"),
                Configuration.BACKUPS, "file:" + folder.resolve("backups"),
                Configuration.BACKUP_AT, "off",
                Configuration.TABLES, "../tables",
                Configuration.VIEWS, "../views",
                Configuration.LISTEN, "127.0.0.1:0",
                Configuration.OPERATIONS_LISTEN, "127.0.0.1:0"));
        environment.putAll(changes);
        return Configuration.of(environment);
    }

    /** The files below a folder, by their paths in it; they may be moved away meanwhile. */
    private List<String> files(String below) throws IOException {
        Path top = folder.resolve(below);
        List<String> names = new ArrayList<>();
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                names.add(top.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return names;
    }

    private static String withoutJob(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static void gzip(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static JsonNode load(Serve serve, String path, String csv) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(serve.uri().resolve(path))
                .header("Content-Type", "text/csv")
                .header("Prefer", "wait=30")
                .POST(HttpRequest.BodyPublishers.ofString(csv))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }

    private static JsonNode get(Serve serve, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(serve.uri().resolve(path)).build();
        return Json.MAPPER.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
