package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.LoadCsv;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadCommandTest {
    private static final String LOADS = "POST /v1/tables/jobs/loads";
    private static final String JOB = "GET /v1/jobs/load-1";
    private static final String QUEUED = "{\"id\":\"load-1\",\"kind\":\"load\",\"status\":\"queued\"}";
    private static final String PARSING = "{\"id\":\"load-1\",\"status\":\"running\","
            + "\"progress\":{\"phase\":\"parsing\",\"done\":50,\"total\":200,\"unit\":\"bytes\"}}";
    private static final String DONE = "{\"id\":\"load-1\",\"status\":\"succeeded\","
            + "\"createdAt\":\"2026-01-01T00:00:00Z\",\"finishedAt\":\"2026-01-01T00:00:02Z\","
            + "\"result\":{\"rowsRead\":2000,\"rowsLoaded\":1998,\"rowsRejected\":2,"
            + "\"rejects\":\"/v1/jobs/load-1/rejects\"},\"links\":{\"rejects\":\"/v1/jobs/load-1/rejects\"}}";
    private static final String CLEAN = "{\"id\":\"load-1\",\"status\":\"succeeded\",\"result\":{\"rowsRead\":1,"
            + "\"rowsLoaded\":1,\"rowsRejected\":0}}";
    private static final String FAILED = "{\"id\":\"load-1\",\"status\":\"failed\",\"error\":{"
            + "\"type\":\"urn:tablekeeper:unterminated-quote\",\"title\":\"A quote is never closed\","
            + "\"detail\":\"It opens in line 7.\",\"retryable\":false}}";
    private static final String REJECTS = """
            _line,_column,_code,_reason,id,job
            7,id,not-an-integer,"'x' is not an integer",x,Clerk
            9,job,missing-value,job is missing,9,
            """;

    @TempDir
    private Path folder;

    private StubServer server;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
        file = Files.writeString(folder.resolve("jobs.csv"), "1,Clerk\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Ran load(String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "load";
        arguments[1] = "jobs";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return Ran.at(server.uri(), arguments);
    }

    @Test
    void aFileIsUploadedAndItsJobAwaited() {
        server.on(LOADS, 202, QUEUED).on(JOB, 200, PARSING).on(JOB, 200, DONE);
        server.on("GET /v1/jobs/load-1/rejects", 200, "text/csv", REJECTS, Map.of());
        Ran ran = load(file.toString());
        assertThat(ran.exitCode()).isZero();
        assertThat(server.request(0).text()).isEqualTo("1,Clerk\n");
        assertThat(server.request(0).header("Content-Type")).contains("text/csv");
        assertThat(server.request(0).header("Content-Length")).contains("8");
        assertThat(server.request(0).header("Content-Encoding")).isEmpty();
        assertThat(ran.err()).contains("parsing 25% (50 bytes of 200 bytes)");
        assertThat(ran.out())
                .contains("Job load-1 succeeded in 2.0 s")
                .contains("rows read        2,000")
                .contains("rows loaded      1,998  (1,000 rows/s)")
                .contains("rows rejected    2")
                .contains("not-an-integer  'x' is not an integer")
                .contains("./tablekeeper rejects load-1 > rejects.csv");
    }

    @Test
    void theOptionsTravelUnderTheApisNames() {
        server.on(LOADS, 200, CLEAN);
        Ran ran = load(
                file.toString(),
                "--mode=MERGE",
                "--delimiter=;",
                "--header=absent",
                "--columns=id,job",
                "--quote='",
                "--null-marker=",
                "--trim",
                "--encoding=ISO-8859-1",
                "--max-rejected=5%",
                "--dry-run",
                "--again",
                "--idempotency-key=k1");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(server.request(0).target())
                .endsWith("?again=true&columns=id%2Cjob&delimiter=%3B&dryRun=true&encoding=ISO-8859-1&header=absent"
                        + "&maxRejected=5%25&mode=merge&nullMarker=&quote=%27&trim=true");
        assertThat(server.request(0).header("Idempotency-Key")).contains("k1");
    }

    @Test
    void everyLoadOptionOfTheApiIsAnOption() {
        String help = load("--help").out();
        assertThat(LoadCsv.Input.OPTIONS)
                .allSatisfy(option -> assertThat(help)
                        .contains("--" + option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)));
    }

    @Test
    void gzipIsSentAsItIs() throws IOException {
        byte[] gzip = {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3};
        server.on(LOADS, 200, CLEAN);
        Path named = Files.write(folder.resolve("jobs.csv.gz"), gzip);
        Path unnamed = Files.write(folder.resolve("export"), gzip);
        assertThat(load(named.toString()).exitCode()).isZero();
        assertThat(load(unnamed.toString()).exitCode()).isZero();
        assertThat(server.requests()).allSatisfy(r -> {
            assertThat(r.header("Content-Encoding")).contains("gzip");
            assertThat(r.body()).isEqualTo(new String(gzip, StandardCharsets.ISO_8859_1));
        });
    }

    @Test
    void standardInputIsStreamed() {
        server.on(LOADS, 200, CLEAN);
        Ran ran = Ran.with(
                Map.of("TABLEKEEPER_URL", server.uri().toString()),
                "1,Señor\n".getBytes(StandardCharsets.UTF_8),
                "load",
                "jobs",
                "-");
        assertThat(ran.exitCode()).isZero();
        assertThat(server.request(0).text()).isEqualTo("1,Señor\n");
        assertThat(server.request(0).header("Transfer-Encoding")).contains("chunked");
    }

    @Test
    void anEmptyFileIsSentToo() throws IOException {
        server.on(LOADS, 200, CLEAN);
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        assertThat(load(empty.toString()).exitCode()).isZero();
        assertThat(server.request(0).body()).isEmpty();
    }

    @Test
    void whatLiesOnTheServersSideIsNamedToIt() throws IOException {
        server.on(LOADS, 200, CLEAN);
        assertThat(load("gs://bucket/a*.csv", "--dry-run", "--null-marker=true").exitCode())
                .isZero();
        assertThat(load("incoming/jobs/a.csv").exitCode()).isZero();
        assertThat(Json.MAPPER.readTree(server.request(0).text()))
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"nullMarker\":\"true\",\"dryRun\":true,\"uri\":\"gs://bucket/a*.csv\"}"));
        assertThat(server.request(0).header("Content-Type")).contains("application/json");
        assertThat(server.request(1).text()).isEqualTo("{\"uri\":\"incoming/jobs/a.csv\"}");
    }

    @Test
    void severalFilesAreLoadedOneAfterTheOtherAndTheWorstCounts() throws IOException {
        Path second = Files.writeString(folder.resolve("second.csv"), "2,x\n");
        Path third = Files.writeString(folder.resolve("third.csv"), "3,Cook\n");
        server.on(LOADS, 200, CLEAN).on(LOADS, 200, FAILED).on(LOADS, 200, CLEAN);
        Ran ran = load(file.toString(), second.toString(), third.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(server.requests()).extracting(r -> r.text()).containsExactly("1,Clerk\n", "2,x\n", "3,Cook\n");
        assertThat(server.requests())
                .extracting(r -> r.header("Idempotency-Key"))
                .doesNotHaveDuplicates();
        assertThat(ran.err()).contains(second + ":").contains("2 of 3 files loaded.");
    }

    @Test
    void aFileThatIsRefusedDoesNotKeepTheOthersOut() throws IOException {
        Path second = Files.writeString(folder.resolve("second.csv"), "2,x\n");
        server.on(LOADS, 413, "{\"title\":\"Too large\"}").on(LOADS, 200, CLEAN);
        Ran ran = load(file.toString(), second.toString());

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("Too large").contains("1 of 2 files loaded.");
    }

    @Test
    void withoutAServerTheSecondFileIsNotTried() throws IOException {
        URI nowhere;
        try (ServerSocket free = new ServerSocket(0)) {
            nowhere = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        Ran ran = Ran.at(nowhere, "load", "jobs", file.toString(), file.toString());

        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).containsOnlyOnce("No server answers").contains("0 of 2 files loaded.");
    }

    @Test
    void severalFilesThatCannotGoTogetherAreWrongUsage() {
        String name = file.toString();
        for (String[] wrong : new String[][] {
            {name, name, "--mode=replace"}, {name, name, "--idempotency-key=k"}, {"-", "-"}, {name, "nowhere.csv"}
        }) {
            assertThat(load(wrong).exitCode()).isEqualTo(2);
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsWrongUsage() {
        Ran ran = load("nowhere.csv");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("There is no file 'nowhere.csv'");
        assertThat(load(folder.toString()).exitCode()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void jsonIsAllThatStandsOnStandardOutput() {
        server.on(LOADS, 202, QUEUED).on(JOB, 200, PARSING).on(JOB, 200, DONE);
        Ran ran = load(file.toString(), "--json");
        assertThat(ran.out()).isEqualTo(DONE + "\n");
        assertThat(ran.err()).contains("Job load-1 accepted");
    }

    @Test
    void aFailedJobIsExplained() {
        server.on(LOADS, 202, QUEUED).on(JOB, 200, FAILED);
        Ran ran = load(file.toString(), "--json");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo(FAILED + "\n");
        assertThat(ran.err())
                .contains("Job load-1 failed: A quote is never closed (unterminated-quote)")
                .contains("It opens in line 7.");
    }

    @Test
    void aCancelledJobIsAFailure() {
        server.on(LOADS, 200, "{\"id\":\"load-1\",\"status\":\"cancelled\"}");
        Ran ran = load(file.toString());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("Job load-1 was cancelled");
    }

    @Test
    void withoutWaitingAcceptedIsDone() {
        server.on(LOADS, 202, QUEUED);
        Ran ran = load(file.toString(), "--no-wait");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("./tablekeeper job load-1 --watch");
        assertThat(server.requests()).hasSize(1);
        assertThat(server.request(0).header("Prefer")).isEmpty();
        assertThat(load(file.toString(), "--no-wait", "--json").out()).isEqualTo(QUEUED + "\n");
    }

    @Test
    void aRefusalPrintsEveryFault() {
        String problem = "{\"type\":\"urn:tablekeeper:invalid-request\",\"title\":\"The request is not valid\","
                + "\"status\":422,\"errors\":["
                + "{\"field\":\"quote\",\"reason\":\"is one character\"},"
                + "{\"field\":\"encoding\",\"reason\":\"is not known\"}]}";
        server.on(LOADS, 422, problem);
        Ran ran = load(file.toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .contains("The request is not valid (invalid-request)")
                .contains("- quote: is one character")
                .contains("- encoding: is not known");
        assertThat(load(file.toString(), "--json").out()).isEqualTo(problem + "\n");
    }

    @Test
    void aLostAnswerIsAskedForAgainUnderTheSameKey() throws IOException {
        try (ServerSocket losing = new ServerSocket(0)) {
            Thread loser = new Thread(() -> {
                try {
                    while (true) {
                        losing.accept().close();
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            loser.start();
            Ran ran = Ran.at(URI.create("http://127.0.0.1:" + losing.getLocalPort()), "load", "jobs", file.toString());
            assertThat(ran.exitCode()).isEqualTo(3);
            assertThat(ran.err()).contains("sending it again").contains("--idempotency-key cli-");
        }
    }

    @Test
    void aServerThatIsBusyWhileTheJobRunsIsWaitedFor() {
        server.on(LOADS, 202, QUEUED)
                .on(JOB, 503, "application/problem+json", "{\"title\":\"Busy\"}", Map.of("Retry-After", "0"))
                .on(JOB, 200, CLEAN);
        Ran ran = load(file.toString());
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).contains("Busy; waiting for it").contains("The server is back.");
    }

    @Test
    void whatWasLoadedBeforeIsSaid() {
        server.on(LOADS, 200, "{\"id\":\"load-1\",\"status\":\"succeeded\",\"existing\":true,\"result\":{}}");
        assertThat(load("incoming/a.csv").err()).contains("loaded before, by job load-1");
    }
}
