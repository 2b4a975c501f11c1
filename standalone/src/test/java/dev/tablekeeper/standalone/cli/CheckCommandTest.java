package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarServer;
import dev.tablekeeper.stores.google.liar.Request;
import dev.tablekeeper.stores.google.liar.bigquery.BigQueryLiar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that can be missing is said in a line, with the role that gives it, and all else is tried too. */
@Timeout(120)
class CheckCommandTest {
    private static final Fault DENIED = Fault.status(403, "accessDenied");

    @TempDir
    private Path folder;

    private Map<String, String> environment;

    private final CloudStorageLiar bucket = new CloudStorageLiar("bucket");
    private final LiarServer storage = new LiarServer(bucket, Faults.none());
    private final BigQueryLiar liar = new BigQueryLiar("a-project", "EU", bucket);
    private final LiarServer server = new LiarServer(liar, Faults.none());

    @BeforeEach
    void layOut() {
        environment = ServeProcess.environment(folder);
    }

    @AfterEach
    void close() {
        server.close();
        storage.close();
        liar.close();
    }

    private Ran run(String... arguments) {
        return Ran.with(environment, new byte[0], arguments);
    }

    private Ran check(int exitCode) {
        Ran ran = run("check");
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(exitCode);
        assertThat(ran.out()).doesNotContain("Exception").contains("temporal:");
        return ran;
    }

    private static String line(Ran ran, String what) {
        return ran.out()
                .lines()
                .filter(line -> line.contains(what + ": "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line about " + what + " in\n" + ran.out()));
    }

    private void onGoogle(boolean prepared) throws JsonProcessingException {
        environment.put(Configuration.WAREHOUSE, "bigquery:a-project.warehouse");
        environment.put(Configuration.OBJECTS, "gs://bucket/objects");
        environment.put(Configuration.BACKUPS, "gs://bucket/backups");
        environment.put(Configuration.BIGQUERY_ENDPOINT, server.address().toString());
        environment.put(Configuration.STORAGE_ENDPOINT, storage.address().toString());
        environment.put(Configuration.CREDENTIALS, "none");
        bucket.about("EU", "[]");
        if (prepared) {
            assertThat(run("tables", "apply", "--location", "EU").exitCode()).isZero();
        }
    }

    private static Predicate<Request> path(String end) {
        return request -> request.path().endsWith(end);
    }

    @Test
    void onOneMachineNothingIsMissingAndNothingIsLeftBehind() throws IOException {
        Ran ran = check(0);
        assertThat(ran.out().lines()).noneMatch(line -> line.startsWith("missing"));
        assertThat(line(ran, "warehouse")).startsWith("ok").contains("the first start makes it");
        assertThat(line(ran, "tables as described")).startsWith("warning");
        assertThat(folder.resolve("warehouse.duckdb")).doesNotExist();
        try (var files = Files.walk(folder)) {
            // The lock of a store's folder for what it begins to write is no object.
            assertThat(files.filter(Files::isRegularFile))
                    .allMatch(file -> file.endsWith(".tmp/" + file.getFileName()));
        }
        run("tables", "apply");
        assertThat(line(check(0), "tables as described")).startsWith("ok");
    }

    @Test
    void itGoesOnAfterEachThingThatIsMissing() {
        environment.put(Configuration.OBJECTS, "file:/proc/no");
        environment.put(Configuration.TABLES, folder.resolve("absent").toString());
        environment.put(Configuration.KEEP_JOBS, "secret:nowhere");
        environment.put("TEMPORAL_ADDRESS", "127.0.0.1:1");
        Ran ran = check(1);
        assertThat(line(ran, "secret nowhere")).startsWith("missing").contains("TABLEKEEPER_KEEP_JOBS names it");
        assertThat(line(ran, "TABLEKEEPER_TABLES")).startsWith("missing").contains("no such folder");
        assertThat(line(ran, "TABLEKEEPER_OBJECTS")).startsWith("missing");
        assertThat(line(ran, "TABLEKEEPER_BACKUPS")).startsWith("ok");
        assertThat(line(ran, "temporal")).startsWith("missing").contains("cannot be reached");
    }

    @Test
    void whatIsFoundIsReadByPrograms() throws JsonProcessingException {
        JsonNode json = Json.MAPPER.readTree(run("check", "--json").out());
        assertThat(json.path("ok").asBoolean()).isTrue();
        assertThat(json.at("/checks/0").fieldNames()).toIterable().containsExactly("check", "state", "detail");
    }

    @Test
    void onGoogleAllIsTriedAndNothingIsLeftBehind() throws JsonProcessingException {
        onGoogle(true);
        Ran ran = check(0);
        assertThat(ran.out().lines())
                .filteredOn(line -> !line.startsWith("ok"))
                .singleElement()
                .asString()
                .startsWith("warning addresses for uploads");
        assertThat(line(ran, "dataset a-project.warehouse")).contains("in EU");
        assertThat(bucket.objects()).isEmpty();
        assertThat(server.calls().stream()
                        .filter(request -> request.method().equals("DELETE"))
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aDatasetThatIsMissingIsSaidWithWhatMakesIt() throws JsonProcessingException {
        onGoogle(false);
        Ran ran = check(1);
        assertThat(line(ran, "dataset a-project.warehouse"))
                .startsWith("missing")
                .contains("tables apply --location")
                .contains("roles/bigquery.user");
        assertThat(line(ran, "TABLEKEEPER_OBJECTS")).startsWith("ok");
        assertThat(line(ran, "jobs in a-project")).startsWith("ok");
    }

    @Test
    void anotherProjectIsSaidToBe() throws JsonProcessingException {
        onGoogle(true);
        environment.put(Configuration.WAREHOUSE, "bigquery:b-project.warehouse");
        Ran ran = check(1);
        assertThat(line(ran, "dataset b-project.warehouse"))
                .startsWith("missing")
                .contains("is b-project not the project that is meant?");
        assertThat(line(ran, "jobs in b-project")).startsWith("missing").contains("b-project");
    }

    @Test
    void oneTableThatMayNotBeReadIsNamedWithItsRole() throws JsonProcessingException {
        onGoogle(true);
        server.lie(Faults.whenever(path("/tables/jobs"), DENIED));
        Ran ran = check(1);
        assertThat(line(ran, "table jobs"))
                .startsWith("missing")
                .contains("grant roles/bigquery.dataEditor on the dataset warehouse");
        assertThat(line(ran, "table departments")).startsWith("ok");
    }

    @Test
    void jobsThatMayNotBeRunAreSaidWithTheirRole() throws JsonProcessingException {
        onGoogle(true);
        server.lie(Faults.whenever(path("/jobs"), DENIED));
        assertThat(line(check(1), "jobs in a-project"))
                .startsWith("missing")
                .contains("grant roles/bigquery.jobUser on the project a-project");
    }

    @Test
    void tablesThatMayNotBeMadeAreSaidWithTheirRole() throws JsonProcessingException {
        onGoogle(true);
        server.lie(Faults.whenever(
                request -> request.method().equals("POST")
                        && request.path().endsWith("/datasets/warehouse_tablekeeper/tables"),
                DENIED));
        Ran ran = check(1);
        assertThat(line(ran, "making tables in warehouse_tablekeeper"))
                .startsWith("missing")
                .contains("grant roles/bigquery.dataEditor on the dataset warehouse_tablekeeper");
        assertThat(line(ran, "making tables in warehouse")).startsWith("ok");
    }

    @Test
    void aBucketElsewhereThanTheDatasetIsSaidToBe() throws JsonProcessingException {
        onGoogle(true);
        bucket.about("US-CENTRAL1", "[]");
        assertThat(line(check(1), "location of the bucket"))
                .startsWith("missing")
                .contains("the bucket is in US-CENTRAL1, and the dataset in EU");
        bucket.about("EUROPE-WEST4", "[]");
        assertThat(line(check(0), "location of the bucket")).startsWith("ok");
    }

    @Test
    void aBucketThatMayNotBeLookedAtIsAWarning() throws JsonProcessingException {
        onGoogle(true);
        storage.lie(Faults.whenever(path("/b/bucket"), Fault.status(403, "forbidden")));
        assertThat(line(check(0), "location of the bucket"))
                .startsWith("warning")
                .contains("grant roles/storage.legacyBucketReader on the bucket");
    }

    @Test
    void aBucketThatMayNotBeWrittenIsSaidWithItsRole() throws JsonProcessingException {
        onGoogle(true);
        storage.lie(Faults.whenever(request -> request.path().startsWith("/upload"), Fault.status(403, "forbidden")));
        assertThat(line(check(1), "TABLEKEEPER_OBJECTS"))
                .startsWith("missing")
                .contains("grant roles/storage.objectUser on the bucket");
    }

    @Test
    void aLifecycleRuleThatDeletesTooEarlyIsWarnedOf() throws JsonProcessingException {
        onGoogle(true);
        String rule = "[{\"action\":{\"type\":\"Delete\"},\"condition\":{\"age\":%d,\"matchesPrefix\":[\"%s\"]}}]";
        bucket.about("EU", rule.formatted(7, "objects/staging/"));
        assertThat(line(check(0), "lifecycle of the bucket"))
                .startsWith("warning")
                .contains("staging/ after 7 days");
        bucket.about("EU", rule.formatted(40, "objects/staging/"));
        assertThat(line(check(0), "lifecycle of the bucket")).startsWith("ok");
        bucket.about("EU", rule.formatted(7, "objects/incoming/"));
        assertThat(line(check(0), "lifecycle of the bucket")).startsWith("ok");
    }

    @Test
    void aPlaceForArrivalsIsTriedAsAStartWouldHaveIt() throws JsonProcessingException {
        onGoogle(true);
        environment.put(Configuration.INCOMING, "gs://bucket/arrivals");
        assertThat(line(check(0), "TABLEKEEPER_INCOMING")).startsWith("ok");
        environment.put(Configuration.INCOMING, "file:" + folder);
        assertThat(line(check(1), "TABLEKEEPER_INCOMING")).startsWith("missing").contains("no folder is watched");
    }

    @Test
    void withoutCredentialsEachServiceSaysSo() throws JsonProcessingException {
        onGoogle(true);
        environment.put(Configuration.CREDENTIALS, "");
        Ran ran = check(1);
        assertThat(line(ran, "dataset a-project.warehouse"))
                .startsWith("missing")
                .contains("application default credentials");
        assertThat(line(ran, "TABLEKEEPER_OBJECTS")).startsWith("missing");
        assertThat(line(ran, "TABLEKEEPER_VIEWS")).startsWith("ok");
    }
}
