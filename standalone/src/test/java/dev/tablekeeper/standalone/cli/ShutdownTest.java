package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.standalone.Serve;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the process ends, and what it leaves to the next one. */
class ShutdownTest {
    private static final int ROWS = 50_000;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return Json.MAPPER.readTree(
                http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private JsonNode get(URI api, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(api.resolve(path)));
    }

    private JsonNode load(URI api, int rows) throws IOException, InterruptedException {
        String csv = IntStream.range(0, rows).mapToObj(i -> i + ",A\n").collect(Collectors.joining());
        return send(HttpRequest.newBuilder(api.resolve("/v1/tables/departments/loads"))
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(csv)));
    }

    @Test
    void afterASignalWhatWasAcceptedIsDoneNowOrAtTheNextStart() throws Exception {
        String id;
        try (ServeProcess process = ServeProcess.start(folder)) {
            id = load(process.api(), ROWS).get("id").asText();
            process.terminate();

            assertThat(process.exitCode()).as("%s", process.lines()).isZero();
            assertThat(process.lines()).anyMatch(line -> line.contains("stopping: up to 30 s for"));
            assertThat(process.lines()).noneMatch(line -> line.contains("Exception") || line.contains("WARN"));
        }

        try (Serve next = Serve.start(Configuration.of(ServeProcess.environment(folder)))) {
            patiently()
                    .untilAsserted(() -> assertThat(get(next.uri(), "/v1/jobs/" + id)
                                    .get("status")
                                    .asText())
                            .isEqualTo("succeeded"));
            assertThat(get(next.uri(), "/v1/tables/departments").get("rows").asInt())
                    .isEqualTo(ROWS);
        }
    }

    @Test
    void theFirstSignalDrainsAndTheNextOneEndsAtOnce() throws Exception {
        Process process = restless(60);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("runs");
            signal(process);
            assertThat(output.readLine()).isEqualTo("comes to rest");
            signal(process);
            assertThat(process.waitFor()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatDoesNotComeToRestInTimeIsEnded() throws Exception {
        Process process = restless(1);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("runs");
            signal(process);
            assertThat(errors.readLine())
                    .contains("still not at rest after 1 s")
                    .contains("goes on at the next start");
            assertThat(process.waitFor()).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process restless(int seconds) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RestlessProcess.class.getName(),
                        Integer.toString(seconds))
                .start();
    }

    /** As {@code kill} does it; {@link Process#destroy} would close the pipes as well. */
    private static void signal(Process process) {
        assertThat(process.toHandle().destroy()).isTrue();
    }

    @Test
    void twoOnOneFolderAreRefusedAndAKilledOneIsNoObstacle() throws Exception {
        var environment = ServeProcess.environment(folder);
        try (ServeProcess process = ServeProcess.start(folder)) {
            Ran sameObjects = Ran.with(environment, new byte[0], "serve");
            assertThat(sameObjects.exitCode()).isEqualTo(1);
            assertThat(sameObjects.err())
                    .isEqualTo("tablekeeper: Another Tablekeeper (process " + process.pid() + ") works in "
                            + folder.resolve("objects")
                            + ". Stop it, or choose another folder with TABLEKEEPER_OBJECTS.\n");

            environment.put(Configuration.OBJECTS, "file:" + folder.resolve("others"));
            Ran sameBackups = Ran.with(environment, new byte[0], "serve");
            assertThat(sameBackups.err())
                    .contains(folder.resolve("backups").toString())
                    .contains("choose another folder with TABLEKEEPER_BACKUPS");

            environment.put(Configuration.BACKUPS, "file:" + folder.resolve("others-backups"));
            Ran sameWarehouse = Ran.with(environment, new byte[0], "serve");
            assertThat(sameWarehouse.exitCode()).isEqualTo(1);
            assertThat(sameWarehouse.err())
                    .contains("TABLEKEEPER_WAREHOUSE=duckdb:" + folder)
                    .contains("is locked")
                    .contains("" + process.pid())
                    .hasLineCount(1);
            process.kill();
        }

        Serve.start(Configuration.of(ServeProcess.environment(folder))).close();
    }
}
