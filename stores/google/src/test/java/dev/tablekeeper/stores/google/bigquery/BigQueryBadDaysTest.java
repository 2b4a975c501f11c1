package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.bigquery.JobFate;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong on BigQuery's side, and what people do behind our back. */
@Timeout(120)
class BigQueryBadDaysTest {
    private final WriteWorld world = new WriteWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aDatasetThatIsMissingIsSaidWithTheCommandThatMakesIt() {
        BigQueryWarehouse elsewhere = BigQueryWarehouse.open(
                world.google.client, new Dataset("a-project", "nowhere"), world.google.objects, Clock.systemUTC());

        assertFails(FailureType.NOT_POSSIBLE, () -> elsewhere.prepare(List.of(), List.of()), "bq mk", "nowhere");
        assertFails(FailureType.NOT_POSSIBLE, elsewhere::check, "nowhere");
    }

    @Test
    void aPermissionThatIsMissingIsSaidWithTheRoleThatGivesIt() {
        world.google.server.lie(
                Faults.whenever(request -> request.parts().contains("people"), Fault.status(403, "accessDenied")));

        assertFails(FailureType.PERMISSION_DENIED, () -> world.append("one"), "people", "roles/bigquery.dataEditor");
    }

    @Test
    void aJobOfSomebodyElsesUnderOurNameIsAnErrorAndNoOutcome() {
        Operation operation = WriteWorld.operation("one");
        JobId id = JobId.newBuilder()
                .setJob(JobNames.write(operation) + "_g0")
                .setLocation(world.google.client.location())
                .build();
        world.google.client.call(
                "start a job", bigQuery -> bigQuery.create(JobInfo.of(id, QueryJobConfiguration.of("SELECT 1 AS a"))));

        assertFails(FailureType.OPERATION_MISMATCH, () -> world.append("one"), id.getJob());
        assertThat(world.warehouse.count("people")).isZero();
    }

    @Test
    void aTableThatWasChangedBehindOurBackIsSaidColumnByColumn() {
        TableId people = WarehouseWorld.DATASET.table("people");
        world.google.client.call("drop people", bigQuery -> bigQuery.delete(people));
        assertFails(FailureType.UNKNOWN_TABLE, () -> world.append("one"), "people");

        Schema other = Schema.of(
                Field.newBuilder("id", StandardSQLTypeName.STRING)
                        .setMode(Field.Mode.REQUIRED)
                        .build(),
                Field.newBuilder("since", StandardSQLTypeName.DATE)
                        .setMode(Field.Mode.REQUIRED)
                        .build());
        world.google.client.call(
                "make people", bigQuery -> bigQuery.create(TableInfo.of(people, StandardTableDefinition.of(other))));
        assertFails(
                FailureType.TABLE_CHANGED,
                () -> world.append("one"),
                "people.id is STRING in the table, INT64 in the definition",
                "people.operation is in the definition, not in the table",
                "people.since is in the table, not in the definition");
    }

    @Test
    void whatEndedFailedIsDoneAnewWhenItIsAskedForAgain() {
        world.google.liar.fates(
                JobFates.whenever(JobFates.Inserted::load, JobFate.fails("invalid", "Bad: secret row")));
        assertThatThrownBy(() -> world.append("one"))
                .isInstanceOfSatisfying(
                        StoreFailure.class, e -> assertThat(e.type()).isEqualTo(FailureType.DAMAGED))
                .hasMessageNotContaining("secret");

        world.google.liar.fates(JobFates.none());
        assertThat(world.append("one").repeated()).isFalse();
        assertThat(world.count("one", WriteWorld.PEOPLE)).isEqualTo(WriteWorld.ROWS);
    }

    @Test
    void afterManyFailuresFewLooksFindTheNextGeneration() {
        world.google.liar.fates(
                JobFates.whenever(job -> job.id().contains("_write_"), JobFate.fails("backendError", "Try again")));
        for (int i = 0; i < 40; i++) {
            assertFails(FailureType.UNAVAILABLE, () -> world.append("one"), "_write_g" + i);
        }
        world.google.liar.fates(JobFates.none());
        world.google.server.lie(Faults.none());

        assertThat(world.append("one").repeated()).isFalse();
        assertThat(world.google.server.calls()).hasSizeLessThan(30);
        assertThat(world.count("one", WriteWorld.PEOPLE)).isEqualTo(WriteWorld.ROWS);
    }

    @Test
    void rowsThatWereLoadedLongAgoAreLoadedAgainBeforeTheirTableExpires() {
        world.google.liar.fates(
                JobFates.whenever(job -> job.id().contains("_write_"), JobFate.fails("backendError", "Try again")));
        assertFails(FailureType.UNAVAILABLE, () -> world.append("one"), "backendError");
        world.google.liar.fates(JobFates.none());
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(13));
        BigQueryWarehouse next =
                BigQueryWarehouse.open(world.google.client, WarehouseWorld.DATASET, world.google.objects, later);

        next.write(
                WriteWorld.operation("one"),
                List.of(world.rows("one", WriteWorld.PEOPLE, TableWrite.Mode.APPEND)),
                taken -> {});

        assertThat(world.google.liar.jobs())
                .extracting(job -> job.at("/jobReference/jobId").asText())
                .filteredOn(id -> id.contains("_load_"))
                .hasSize(2)
                .anyMatch(id -> id.endsWith("_g1"));
        assertThat(world.count("one", WriteWorld.PEOPLE)).isEqualTo(WriteWorld.ROWS);
    }

    @Test
    void whoGivesUpWhileTheJobRunsHasItStopped() {
        world.google.liar.fates(JobFates.whenever(job -> job.id().contains("_write_"), JobFate.running(1_000)));
        RuntimeException enough = new IllegalStateException("enough");
        AtomicInteger told = new AtomicInteger();
        assertThatThrownBy(() -> world.warehouse.write(
                        WriteWorld.operation("one"),
                        List.of(world.rows("one", WriteWorld.PEOPLE, TableWrite.Mode.APPEND)),
                        taken -> {
                            if (taken > 0 && told.incrementAndGet() == 2) {
                                throw enough;
                            }
                        }))
                .isSameAs(enough);
        assertThat(world.warehouse.outcome(WriteWorld.operation("one"))).isEmpty();

        world.google.liar.fates(JobFates.none());
        assertThat(world.append("one").repeated()).isFalse();
        assertThat(world.count("one", WriteWorld.PEOPLE)).isEqualTo(WriteWorld.ROWS);
    }

    @Test
    void twoProcessesThatDoTheSameStepDoItOnce() throws Exception {
        world.google.liar.fates(job -> JobFate.running(2));
        List<TableWrite> writes = List.of(world.rows("one", WriteWorld.PEOPLE, TableWrite.Mode.APPEND));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<CompletableFuture<WriteResult>> both = List.of(world.warehouse, world.google.warehouse()).stream()
                    .map(warehouse -> CompletableFuture.supplyAsync(
                            () -> warehouse.write(WriteWorld.operation("one"), writes, taken -> {}), threads))
                    .toList();
            assertThat(both.stream().map(CompletableFuture::join).map(WriteResult::repeated))
                    .containsExactlyInAnyOrder(true, false);
        } finally {
            threads.shutdownNow();
        }
        assertThat(world.count("one", WriteWorld.PEOPLE)).isEqualTo(WriteWorld.ROWS);
    }

    @Test
    void aLedgerThatIsGoneMakesTheOutcomeUnknownAndNotAnother() {
        world.append("one");
        world.google.client.call(
                "empty the ledger",
                bigQuery -> bigQuery.query(QueryJobConfiguration.of(
                        "DELETE FROM " + Dataset.sql(WarehouseWorld.DATASET.ledger()) + " WHERE TRUE")));

        assertFails(FailureType.OUTCOME_UNKNOWN, () -> world.append("one"), "one", "tablekeeper_operations");
        assertThat(world.count("one", WriteWorld.PEOPLE)).isEqualTo(WriteWorld.ROWS);
    }

    private static void assertFails(FailureType type, ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreFailure.class, failure -> {
            assertThat(failure.type()).as(failure.getMessage()).isEqualTo(type);
            for (String part : parts) {
                assertThat(failure.getMessage()).contains(part);
            }
        });
    }
}
