package dev.tablekeeper.worker.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.Condition;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadCsvTest {
    private static final Map<String, ?> NONE = Map.of();
    private static final Map<String, ?> ANY_REJECTS = Map.of("maxRejected", "100%");

    private LoadWorld world;

    @BeforeEach
    void open(@TempDir Path folder) {
        world = new LoadWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPlainFileIsLoadedAndNothingIsLeftBehind() {
        Job job = world.load("departments", "1,Engineering\n2,\"Sales, EMEA\"\r\n3,\"Research \"\"R\"\"\"", NONE);

        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(world.result(job))
                .isEqualTo(new LoadCsv.Result(3, 3, 0, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(world.rows("departments"))
                .containsExactlyInAnyOrder(
                        List.of(1L, "Engineering"), List.of(2L, "Sales, EMEA"), List.of(3L, "Research \"R\""));
        assertThat(world.staged(job.id())).isEmpty();
        assertThat(world.objects.find(Names.upload(job.id()))).isEmpty();
    }

    @Test
    void badRecordsAreHandedBackAndTheMendedFileLoads() {
        String csv = """
                1,Ana,2021-07-27T16:02:08Z,1,1
                2,,2021-07-27T16:02:08Z,1,1
                x,Bea,2021-02-30T00:00:00Z,1,1
                4,"Cy
                Lon",2021-07-27T18:02:08+02:00,1,1
                5,Dan,2021-07-27T16:02:08Z,1
                6,Eve,2021-07-27T16:02:08Z,1,1,7,8
                """;

        Job job = world.load("hired_employees", csv, ANY_REJECTS);

        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(world.result(job).rowsRead()).isEqualTo(6);
        assertThat(world.result(job).rowsLoaded()).isEqualTo(2);
        assertThat(world.result(job).rowsRejected()).isEqualTo(4);
        String rejects = world.rejects(job);
        assertThat(rejects.lines().toList().get(0))
                .isEqualTo("_line,_column,_code,_reason,id,name,datetime,department_id,job_id,_extra");
        assertThat(rejects)
                .contains("\"2\",\"name\",\"missing-value\"")
                .contains("\"3\",\"id\",\"not-an-integer\"")
                .contains("too-few-fields")
                .contains("too-many-fields")
                .contains("2021-02-30");

        String mended = rejects.replace("\"2\",,", "\"2\",\"Abe\",")
                .replace("\"x\"", "\"3\"")
                .replace("2021-02-30", "2021-02-28")
                .replace("\"[\"\"7\"\",\"\"8\"\"]\"", "")
                .replace("\"2021-07-27T16:02:08Z\",\"1\",,", "\"2021-07-27T16:02:08Z\",\"1\",\"1\",");
        Job again = world.load("hired_employees", mended, NONE);

        assertThat(again.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(world.result(again).rowsRejected()).isZero();
        assertThat(world.rows("hired_employees").stream().map(r -> r.get(0)))
                .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void tooManyRejectsLoadNothingAndSayHowMany() {
        Job job = world.load("departments", "1,A\nx,B\n3,C\n", NONE);

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.error().orElseThrow().type()).isEqualTo("urn:tablekeeper:too-many-rejects");
        assertThat(job.error().orElseThrow().detail()).contains("1 of 3").contains("10%");
        assertThat(world.result(job).rowsLoaded()).isZero();
        assertThat(world.rejects(job)).contains("not-an-integer");
        assertThat(world.rows("departments")).isEmpty();
        assertThat(world.objects.find(Names.upload(job.id())))
                .as("kept for a retry")
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"'10', SUCCEEDED", "'9', FAILED", "'50%', SUCCEEDED", "'49.9%', FAILED"})
    void exactlyTheLimitIsAllowed(String limit, JobStatus status) {
        String csv = IntStream.range(0, 20)
                .mapToObj(i -> (i % 2 == 0 ? "x" : i) + ",D\n")
                .collect(Collectors.joining());

        assertThat(world.load("departments", csv, Map.of("maxRejected", limit)).status())
                .isEqualTo(status);
    }

    @Test
    void anEmptyFileAndAHeaderAloneLoadNothing() {
        for (String csv : List.of("", "\n\n", "id,department\n")) {
            Job job = world.load("departments", csv, NONE);
            assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
            assertThat(world.result(job).rowsRead()).isZero();
        }
    }

    @Test
    void anEmptyFileDoesNotReplaceATable() {
        world.load("departments", "1,A\n", NONE);

        Job job = world.load("departments", "", Map.of("mode", "replace"));

        assertThat(failure(job)).isEqualTo("empty-source");
        assertThat(world.rows("departments")).hasSize(1);
    }

    @Test
    void aHeaderAloneEmptiesATableOnPurpose() {
        world.load("departments", "1,A\n", NONE);

        Job job = world.load("departments", "id,department\n", Map.of("mode", "replace"));

        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(world.rows("departments")).isEmpty();
    }

    @Test
    void anUnmendedSurplusFieldIsNotLost() {
        Job first = world.load("departments", "1,A,b,c\n", ANY_REJECTS);

        Job again = world.load("departments", world.rejects(first), ANY_REJECTS);

        assertThat(world.result(again).rowsRejected()).isEqualTo(1);
        assertThat(world.rejects(again)).contains("too-many-fields").contains("[\"\"b\"\",\"\"c\"\"]");
        assertThat(world.rows("departments")).isEmpty();
    }

    @Test
    void rejectsMendedInASpreadsheetWithSemicolonsLoad() {
        String rejects = "_line;_column;_code;_reason;id;department;_extra\n2;id;not-an-integer;why, then;2;B;\n";

        Job job = world.load("departments", rejects, NONE);

        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(world.rows("departments")).containsExactly(List.of(2L, "B"));
    }

    @Test
    void aFailureOfAGlobNamesItsFile() {
        world.objects.write("incoming/departments/a.csv", Condition.any(), "1,A\n");
        world.objects.write("incoming/departments/b.csv", Condition.any(), "2,\"B\n");

        Job job = world.loadUri("departments", "incoming/departments/*", NONE);

        assertThat(failure(job)).isEqualTo("unterminated-quote");
        assertThat(job.error().orElseThrow().detail()).contains("incoming/departments/b.csv");
        assertThat(world.objects.list("failed/" + job.id() + "/", "", 10)).hasSize(2);
    }

    @Test
    void replaceReplacesAndMergeMergesByTheKeyTheLastLineWinning() {
        world.load("departments", "1,A\n2,B\n", NONE);
        Job merged = world.load("departments", "2,B1\n3,C\n2,B2\n", Map.of("mode", "merge"));

        assertThat(world.result(merged).rowsLoaded()).isEqualTo(2);
        assertThat(world.result(merged).rowsSuperseded()).contains(1L);
        assertThat(world.rows("departments"))
                .containsExactlyInAnyOrder(List.of(1L, "A"), List.of(2L, "B2"), List.of(3L, "C"));

        world.load("departments", "9,Z\n", Map.of("mode", "replace"));
        assertThat(world.rows("departments")).containsExactly(List.of(9L, "Z"));
    }

    @Test
    void aWrongDelimiterIsNamed() {
        Job job = world.load("departments", "1;A\n2;B\n", Map.of("delimiter", ","));

        assertThat(failure(job)).isEqualTo("too-many-rejects");
        assertThat(job.error().orElseThrow().detail()).contains("delimiter");
    }

    @Test
    void unknownHeaderNamesFailWithBothLists() {
        Job job = world.load(
                "hired_employees", "id,nmae,datetime,department_id,job_id\n1,A,2021-01-01T00:00:00Z,1,1\n", NONE);

        assertThat(failure(job)).isEqualTo("unknown-columns");
        assertThat(job.error().orElseThrow().detail()).contains("nmae").contains("name");
    }

    @Test
    void anUnclosedQuoteFailsAndNamesItsLine() {
        String csv = "1,A\n2,\"B\n" + "3,C\n".repeat(6_000_000);

        Job job = world.load("departments", csv, NONE);

        assertThat(failure(job)).isEqualTo("unterminated-quote");
        assertThat(job.error().orElseThrow().detail()).contains("line 2");
        assertThat(world.rows("departments")).isEmpty();
    }

    @Test
    void aRecordAboveTheMaximumFails() {
        Job job = world.load("departments", "1," + "x".repeat(17 << 20) + "\n2,B\n", NONE);

        assertThat(failure(job)).isEqualTo("record-too-large");
    }

    @Test
    void invalidUtf8IsRejectedRecordByRecord() {
        byte[] csv = "1,A\n2,Jos\u00e9\n3,C\n".getBytes(StandardCharsets.ISO_8859_1);

        Job job = world.load("departments", csv, ANY_REJECTS);

        assertThat(world.result(job).rowsLoaded()).isEqualTo(2);
        assertThat(world.rejects(job)).contains("bad-encoding").contains("\"2\"");
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1", "windows-1252", "UTF-16", "UTF-8"})
    void aNamedEncodingIsUnderstood(String encoding) {
        Job job = world.load(
                "departments", "1,Caf\u00e9\n".getBytes(Charset.forName(encoding)), Map.of("encoding", encoding));

        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(world.rows("departments")).containsExactly(List.of(1L, "Caf\u00e9"));
    }

    @Test
    void aByteOrderMarkIsUnderstood() {
        world.load("departments", "\ufeff1,A\n", NONE);
        world.load("departments", "\ufeff2,B\n".getBytes(StandardCharsets.UTF_16LE), NONE);
        world.load("departments", "\ufeff3,C\n".getBytes(StandardCharsets.UTF_16BE), NONE);

        assertThat(world.rows("departments"))
                .containsExactlyInAnyOrder(List.of(1L, "A"), List.of(2L, "B"), List.of(3L, "C"));
    }

    @Test
    void aGzipIsUnderstoodAndATruncatedOneFails() throws IOException {
        byte[] gzip = gzip("1,A\n2,B\n".repeat(1_000).getBytes(StandardCharsets.UTF_8));

        assertThat(world.result(world.load("departments", gzip, NONE)).rowsLoaded())
                .isEqualTo(2_000);
        assertThat(failure(world.load("departments", Arrays.copyOf(gzip, gzip.length - 9), NONE)))
                .isEqualTo("truncated");
        assertThat(world.warehouse.count("departments")).isEqualTo(2_000);
    }

    @Test
    void whatIsNoCsvIsNamed() {
        byte[] png = ByteBuffer.allocate(64)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10})
                .array();
        byte[] avro = ByteBuffer.allocate(64).put(new byte[] {'O', 'b', 'j', 1}).array();

        Job first = world.load("departments", png, NONE);
        Job second = world.load("departments", avro, NONE);

        assertThat(failure(first)).isEqualTo("not-csv");
        assertThat(first.error().orElseThrow().detail()).contains("PNG");
        assertThat(failure(second)).isEqualTo("not-csv");
        assertThat(second.error().orElseThrow().detail()).contains("Avro");
    }

    @Test
    void aDryRunCountsAndLoadsNothing() {
        Job job = world.load("departments", "1,A\nx,B\n", Map.of("dryRun", true, "maxRejected", "50%"));

        assertThat(world.result(job).rowsLoaded()).isEqualTo(1);
        assertThat(world.rejects(job)).contains("not-an-integer");
        assertThat(world.rows("departments")).isEmpty();
    }

    @Test
    void aDryRunOfAMergeSaysWhatWouldBeSuperseded() {
        world.load("departments", "1,A\n", NONE);

        Job job = world.load("departments", "1,B\n2,C\n2,D\n", Map.of("mode", "merge", "dryRun", true));

        assertThat(world.result(job).rowsLoaded()).isEqualTo(2);
        assertThat(world.result(job).rowsSuperseded()).contains(1L);
        assertThat(world.rows("departments")).containsExactly(List.of(1L, "A"));
    }

    @Test
    void aGlobIsOneJobWithTheFileInEachReject() {
        for (int i = 0; i < 300; i++) {
            world.objects.write(
                    "incoming/departments/" + i + ".csv", Condition.any(), i + ",A\n" + (i == 7 ? "x,B\n" : ""));
        }

        Job job = world.loadUri("departments", "incoming/departments/*.csv", NONE);

        assertThat(world.result(job).rowsLoaded()).isEqualTo(300);
        assertThat(world.rejects(job))
                .startsWith("_line,_column,_code,_reason,_file,id,department,_extra")
                .contains("incoming/departments/7.csv");
        assertThat(world.objects.list("incoming/", "", 1_000)).isEmpty();
        assertThat(world.objects.list("loaded/" + job.id() + "/departments/", "", 1_000))
                .hasSize(300);
    }

    @Test
    void aGlobLeavesOutWhatAnotherJobHasLoaded() {
        world.objects.write("incoming/departments/a.csv", Condition.any(), "1,A\n");
        Job first = world.loadUri("departments", "incoming/departments/a.csv", NONE);
        assertThat(first.status()).isEqualTo(JobStatus.SUCCEEDED);
        world.objects.write("incoming/departments/b.csv", Condition.any(), "2,B\n");

        Job second = world.loadUri("departments", "incoming/departments/*", NONE);

        assertThat(world.result(second).rowsLoaded()).isEqualTo(1);
        assertThat(world.rows("departments")).hasSize(2);
    }

    @Test
    void aMissingSourceFails() {
        assertThat(failure(world.loadUri("departments", "incoming/departments/absent.csv", NONE)))
                .isEqualTo("source-missing");
        assertThat(failure(world.loadUri("departments", "jobs/record/x", NONE))).isEqualTo("permission-denied");
    }

    @Test
    void aWorkflowStartedByHandIsAJobToo() {
        world.objects.write("incoming/departments/a.csv", Condition.any(), "1,A\n");
        LoadCsv load = world.client.newWorkflowStub(
                LoadCsv.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue("load")
                        .setWorkflowId("../some id/typed by hand")
                        .build());

        LoadCsv.Result result = load.load(input("departments", "incoming/departments/a.csv"));

        assertThat(result.rowsLoaded()).isEqualTo(1);
        assertThat(world.jobs.list(noFilter(), 10, Optional.empty()).jobs())
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.id()).matches("load-[0-9a-f]{32}");
                    assertThat(job.startedBy()).isEqualTo("operator");
                    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
                });
    }

    @Test
    void theHistoryOfALargeLoadIsBounded() {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < 1_500_000; i++) {
            csv.append(i).append(",\"Department number ").append(i).append("\"\n");
        }

        Job job = world.load("departments", csv.toString(), NONE);

        assertThat(world.result(job).rowsLoaded()).isEqualTo(1_500_000);
        var history = WorkflowClient.newInstance(world.client.getWorkflowServiceStubs(), world.client.getOptions())
                .fetchHistory(job.id());
        assertThat(history.getEvents().size()).isLessThan(2_000);
        assertThat(history.getHistory().getSerializedSize()).isLessThan(1 << 20);
    }

    private static LoadCsv.Input input(String table, String uri) {
        return Json.MAPPER.convertValue(Map.of("table", table, "uri", uri), LoadCsv.Input.class);
    }

    private static Jobs.Filter noFilter() {
        return new Jobs.Filter(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static String failure(Job job) {
        assertThat(job.status()).as("%s", job).isEqualTo(JobStatus.FAILED);
        return job.error().orElseThrow().type().substring("urn:tablekeeper:".length());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
