package dev.tablekeeper.standalone.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.standalone.cli.StubServer;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the demonstration notices; that it succeeds is for the whole system to show. */
class DemoTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private List<String> play(StubServer server) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(InputStream.nullInputStream(), out, out, false, "./tablekeeper", Map.of());
        return new Demo(
                        terminal,
                        new RestClient(server.uri(), Optional.empty()),
                        Path.of("../samples"),
                        folder,
                        () -> false)
                .play();
    }

    private static String job(String status, int read, int loaded) {
        return "{\"id\":\"load-1\",\"status\":\"%s\",\"result\":{\"rowsRead\":%d,\"rowsLoaded\":%d,\"rowsRejected\":0}}"
                .formatted(status, read, loaded);
    }

    @Test
    void aRowThatIsMissingIsNoticed() throws IOException {
        try (StubServer server = new StubServer()) {
            server.on("POST /v1/tables/departments/loads", 200, job("succeeded", 12, 11))
                    .on("POST /v1/tables/jobs/loads", 200, job("succeeded", 180, 180))
                    .on("GET /v1/tables/departments", 200, "{\"rows\":11}")
                    .on("GET /v1/tables/jobs", 200, "{\"rows\":180}");
            assertThat(play(server))
                    .contains(
                            "rows loaded of departments.csv: expected 12, but was 11",
                            "rows in departments: expected 12, but was 11");
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("NOT AS IT SHOULD BE: rows in departments");
        }
    }

    @Test
    void aJobThatFailsIsNoticed() throws IOException {
        try (StubServer server = new StubServer()) {
            server.on("POST /v1/tables/departments/loads", 200, job("failed", 12, 0));
            assertThat(play(server)).contains("the status of job load-1: expected succeeded, but was failed");
        }
    }

    @Test
    void afterARefusalTheRestIsNotPlayed() throws IOException {
        try (StubServer server = new StubServer()) {
            List<String> surprises = play(server);
            assertThat(surprises).hasSize(1);
            assertThat(surprises.get(0)).startsWith("Two small tables: The server answered 404");
        }
    }
}
