package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private StubServer server;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Ran run(String... arguments) {
        return Ran.at(server.uri(), arguments);
    }

    @Test
    void rowsAreATable() {
        server.on(
                "GET /v1/tables/jobs/rows",
                200,
                "{\"rows\":[{\"id\":1,\"job\":\"Clerk\"},{\"id\":12,\"job\":null},{\"id\":7,\"job\":\"a\\nb\"}]}");
        Ran ran = run("rows", "jobs", "--limit", "3");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().lines()).containsExactly("id  job", "--  -----", " 1  Clerk", "12  NULL", " 7  a\\nb");
        assertThat(server.request(0).target()).isEqualTo("/v1/tables/jobs/rows?limit=3");
    }

    @Test
    void rowsAreCsvWhereThatIsWanted() {
        server.on("GET /v1/tables/jobs/rows", 200, "text/csv", "id,job\n1,Clerk\n", Map.of());
        assertThat(run("rows", "jobs", "--csv").out()).isEqualTo("id,job\n1,Clerk\n");
        assertThat(server.request(0).header("Accept")).contains("text/csv");
    }

    @Test
    void aViewIsShownForAYear() {
        server.on("GET /v1/views/hires", 200, "{\"view\":\"hires\",\"rows\":[{\"year\":2021,\"hired\":5}]}");
        assertThat(run("view", "hires", "--year", "2021").out()).contains("2021      5");
        assertThat(server.request(0).target()).isEqualTo("/v1/views/hires?year=2021");
    }

    @Test
    void viewsAreListedWhereNoneIsNamed() {
        server.on("GET /v1/views", 200, "{\"views\":[{\"view\":\"hires\",\"description\":\"Who came\"}]}");
        assertThat(run("view").out()).contains("hires  Who came");
    }

    @Test
    void jobsAreListedByFilter() {
        server.on(
                "GET /v1/jobs",
                200,
                "{\"jobs\":[{\"id\":\"load-2\",\"kind\":\"load\",\"status\":\"succeeded\",\"tables\":[\"jobs\"],"
                        + "\"createdAt\":\"2026-01-01T00:00:00.123Z\",\"finishedAt\":\"2026-01-01T00:00:01.623Z\","
                        + "\"result\":{\"rowsLoaded\":1936,\"rowsRejected\":64}}],\"nextPageToken\":\"t2\"}");
        Ran ran = run("jobs", "--kind=load", "--status=succeeded", "--table=jobs", "--limit=1", "--page-token=t1");
        assertThat(server.request(0).target())
                .isEqualTo("/v1/jobs?kind=load&limit=1&pageToken=t1&status=succeeded&table=jobs");
        assertThat(ran.out()).contains("load-2  succeeded  jobs    2026-01-01T00:00:00Z  1.5 s   1,936        64");
        assertThat(ran.err()).contains("--page-token t2");
    }

    @Test
    void anyReplyIsHandedOnAsItIs() {
        String jobs = "{\"jobs\":[],  \"new\":1}";
        String tables = "{\"tables\":[]}";
        server.on("GET /v1/jobs", 200, jobs).on("GET /v1/tables", 200, tables);
        assertThat(run("jobs", "--json").out()).isEqualTo(jobs + "\n");
        assertThat(run("tables", "--json").out()).isEqualTo(tables + "\n");
    }

    @Test
    void tablesAreListedAndDescribed() {
        String one =
                "{\"table\":\"jobs\",\"description\":\"All jobs.\",\"columns\":[{\"name\":\"id\",\"type\":\"INT64\","
                        + "\"mode\":\"REQUIRED\",\"aliases\":[\"job_id\",\"nr\"]}],\"key\":[\"id\"],\"rows\":1180}";
        server.on("GET /v1/tables", 200, "{\"tables\":[" + one + "]}").on("GET /v1/tables/jobs", 200, one);
        assertThat(run("tables").out()).contains("jobs   1,180  id   All jobs.");
        assertThat(run("tables", "jobs").out())
                .contains("jobs: 1,180 rows, key id")
                .contains("id      INT64  REQUIRED  job_id, nr");
    }

    @Test
    void aRunningJobIsShownWithoutWaiting() {
        server.on(
                "GET /v1/jobs/load-1",
                200,
                "{\"id\":\"load-1\",\"status\":\"running\",\"tables\":[\"jobs\"],\"startedBy\":\"ann\","
                        + "\"progress\":{\"phase\":\"parsing\",\"done\":1,\"total\":2,\"unit\":\"files\"}}");
        Ran ran = run("job", "load-1");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("Job load-1 is running").contains("parsing 50% (1 files of 2 files)");
    }

    @Test
    void aWatchedJobThatFailsIsAFailure() {
        server.on("GET /v1/jobs/load-1", 200, "{\"id\":\"load-1\",\"status\":\"running\"}")
                .on(
                        "GET /v1/jobs/load-1",
                        200,
                        "{\"id\":\"load-1\",\"status\":\"failed\",\"error\":{\"title\":\"Oh\"}}");
        Ran ran = run("job", "load-1", "--watch");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("failed: Oh");
        assertThat(server.request(1).header("Prefer")).contains("wait=2");
        assertThat(run("job", "load-1").exitCode()).isZero();
    }

    @Test
    void rejectsAreHandedOnByteForByte() {
        String rejects = "_line,_column,_code,_reason,id\r\n1,id,x,\"a\r\nb\",é\r\n";
        server.on("GET /v1/jobs/load-1/rejects", 200, "text/csv", rejects, Map.of());
        assertThat(run("rejects", "load-1", "--table=jobs").out()).isEqualTo(rejects);
        assertThat(server.request(0).target()).isEqualTo("/v1/jobs/load-1/rejects?table=jobs");
    }

    @Test
    void rejectsThatAreNotThereAreRefused() {
        server.on("GET /v1/jobs/load-1/rejects", 404, "{\"title\":\"Not found\",\"detail\":\"Nothing rejected.\"}");
        Ran ran = run("rejects", "load-1");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("Nothing rejected.");
    }

    @Test
    void cancellingIsDoneWhenTheJobIsCancelled() {
        server.on("POST /v1/jobs/load-1/cancel", 202, "{\"id\":\"load-1\",\"status\":\"running\"}")
                .on("GET /v1/jobs/load-1", 200, "{\"id\":\"load-1\",\"status\":\"cancelled\"}");
        Ran ran = run("cancel", "load-1");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("Job load-1 was cancelled");
    }

    @Test
    void cancellingTooLateIsAFailure() {
        server.on("POST /v1/jobs/load-1/cancel", 200, "{\"id\":\"load-1\",\"status\":\"succeeded\"}");
        Ran ran = run("cancel", "load-1");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("it had succeeded before");
    }

    @Test
    void aRetryIsFollowedToItsEnd() {
        server.on("POST /v1/jobs/load-1/retry", 202, "{\"id\":\"load-2\",\"status\":\"queued\",\"retryOf\":\"load-1\"}")
                .on("GET /v1/jobs/load-2", 200, "{\"id\":\"load-2\",\"status\":\"succeeded\"}");
        Ran ran = run("retry", "load-1");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("Job load-2 succeeded");
        assertThat(server.request(0).header("Prefer")).contains("wait=2");
    }

    @Test
    void aRetryThatWasThereIsNamedAndNotWaitedForUnlessWanted() {
        server.on("POST /v1/jobs/load-1/retry", 202, "{\"id\":\"load-2\",\"status\":\"queued\",\"existing\":true}");
        Ran ran = run("retry", "load-1", "--no-wait");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).contains("by job load-2");
        assertThat(ran.out()).contains("job load-2 --watch");
        assertThat(server.request(0).header("Prefer")).isEmpty();
    }

    @Test
    void aRetryThatCannotBeIsRefused() {
        server.on("POST /v1/jobs/load-1/retry", 409, "{\"title\":\"Not possible\",\"detail\":\"It has succeeded.\"}");
        Ran ran = run("retry", "load-1");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("It has succeeded.");
    }

    @Test
    void aFailedJobThatCanBeRetriedSaysHow() {
        server.on(
                "GET /v1/jobs/load-1",
                200,
                "{\"id\":\"load-1\",\"status\":\"failed\",\"links\":{\"retry\":\"/v1/jobs/load-1/retry\"}}");
        assertThat(run("job", "load-1").err()).contains("./tablekeeper retry load-1");
    }

    @Test
    void aNameIsOneSegmentWhateverIsInIt() {
        run("job", "../tables?x=1");
        assertThat(server.request(0).target()).isEqualTo("/v1/jobs/..%2Ftables%3Fx%3D1");
    }

    @Test
    void theKeyComesFromTheEnvironment() {
        server.on("GET /v1/jobs", 200, "{\"jobs\":[]}");
        Ran.with(Map.of("TABLEKEEPER_API_KEY", "s3cret"), new byte[0], "jobs", "--server", server.uri() + "/");
        assertThat(server.request(0).header("X-API-Key")).contains("s3cret");
        assertThat(server.request(0).target()).isEqualTo("/v1/jobs");
    }

    @Test
    void withoutAServerTheCodeIsThree() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Ran ran = Ran.at(URI.create("http://127.0.0.1:" + port), "jobs");
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).contains("No server answers at http://127.0.0.1:" + port);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void aServerThatIsNotWellIsNotTheRequestsFault() {
        server.on("GET /v1/jobs", 503, "{\"title\":\"Temporal cannot be reached\"}")
                .on("GET /v1/tables", 500, "not json");
        assertThat(run("jobs").exitCode()).isEqualTo(3);
        Ran broken = run("tables");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.err()).contains("The server answered 500");
    }

    @Test
    void whatIsNotTablekeeperIsSaidToBeSo() {
        server.on("GET /v1/jobs", 200, "text/html", "<html>hello</html>", Map.of());
        Ran ran = run("jobs");
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).contains("is not Tablekeeper");
    }

    @Test
    void wrongUsageIsTwoAndSaysWhereToLook() {
        for (List<String> wrong : List.of(
                List.of("load", "jobs"),
                List.of("load", "jobs", "x.csv", "--mode=often"),
                List.of("jbos"),
                List.of("jobs", "--nonsense"),
                List.of("jobs", "--server=ftp://x"),
                List.<String>of())) {
            Ran ran = run(wrong.toArray(String[]::new));
            assertThat(ran.exitCode()).as("%s", wrong).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).isNotEmpty();
        }
        assertThat(run("load", "jobs").err()).contains("See ./tablekeeper load --help");
    }

    @Test
    void everyCommandHasHelpAndAPlaceInTheList() {
        Ran help = run("--help");
        assertThat(help.exitCode()).isZero();
        for (String command : List.of(
                "demo", "serve", "load", "rows", "view", "tables", "jobs", "job", "rejects", "cancel", "retry")) {
            assertThat(help.out()).contains("\n  " + command + " ");
            assertThat(run(command, "--help").out()).startsWith("Usage: tablekeeper " + command);
        }
    }

    @Test
    void serveTellsItsSettings() {
        assertThat(run("serve", "--help").out())
                .contains("TABLEKEEPER_WAREHOUSE")
                .contains("(default duckdb:data/warehouse.duckdb)");
    }

    @Test
    void theVersionIsTold() {
        assertThat(run("--version").out()).startsWith("tablekeeper ");
    }
}
