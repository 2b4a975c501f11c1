package dev.tablekeeper.stores.google.liar.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobStatus.State;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobFatesTest {
    private static final TableId NUMBERS = TableId.of("ds", "numbers");
    /** Runs for hours, unless it is stopped. */
    private static final String LONG =
            "INSERT INTO ds.numbers (n) SELECT SUM(a.n * b.n) FROM ds.numbers AS a CROSS JOIN ds.numbers AS b"
                    + " CROSS JOIN ds.numbers AS c CROSS JOIN ds.numbers AS d CROSS JOIN ds.numbers AS e";

    private final BigQueryWorld world = new BigQueryWorld();
    private final BigQuery client = world.client;

    @BeforeEach
    void makeTable() {
        client.create(DatasetInfo.of("ds"));
        client.create(
                TableInfo.of(NUMBERS, StandardTableDefinition.of(Schema.of(Field.of("n", StandardSQLTypeName.INT64)))));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aJobIsSeenRunningUntilItsLastLook() {
        world.liar.fates(JobFates.at(0, JobFate.running(3)));

        Job job = insert("late", 1);

        assertThat(job.getStatus().getState()).isEqualTo(State.PENDING);
        assertThat(job.reload().getStatus().getState()).isEqualTo(State.RUNNING);
        assertThat(job.reload().getStatus().getState()).isEqualTo(State.RUNNING);
        assertThat(count()).isZero();
        assertThat(job.reload().getStatus().getState()).isEqualTo(State.DONE);
        assertThat(count()).isOne();
    }

    @Test
    void aJobIsReportedLate() {
        world.liar.fates(JobFates.at(0, JobFate.reportedLate(2)));

        Job job = insert("late", 1);

        assertThat(job.getStatus().getState()).isNotEqualTo(State.DONE);
        assertThat(count()).isOne();
    }

    @Test
    void aJobFailsBeforeItsWorkOrAfter() {
        world.liar.fates(job -> job.number() == 0
                ? JobFate.fails("backendError", "Backend error.")
                : JobFate.doneButFails("backendError", "Backend error."));

        assertThat(insert("before", 1).getStatus().getError().getReason()).isEqualTo("backendError");
        assertThat(count()).isZero();
        world.liar.fates(JobFates.whenever(
                job -> job.id().equals("after"), JobFate.doneButFails("backendError", "Backend error.")));
        assertThat(insert("after", 1).getStatus().getError().getReason()).isEqualTo("backendError");
        assertThat(count()).isOne();
    }

    @Test
    void aJobIsStoppedFromOutside() {
        world.liar.fates(JobFates.at(0, JobFate.stopped(1)));

        Job job = insert("stopped", 1);

        assertThat(client.getJob(job.getJobId()).getStatus().getError().getReason())
                .isEqualTo("stopped");
        assertThat(count()).isZero();
    }

    @Test
    void aJobIsDoneOnceHoweverManyLookAtIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 50; i++) {
                String id = "watched-" + i;
                Callable<Void> look = () -> {
                    for (Job seen = null;
                            seen == null || !seen.getStatus().getState().equals(State.DONE); ) {
                        seen = client.getJob(id(id));
                    }
                    return null;
                };
                List<Future<Void>> looks = List.of(threads.submit(look), threads.submit(look), threads.submit(look));
                insert(id, i);
                for (Future<Void> seen : looks) {
                    seen.get();
                }
            }
            assertThat(count()).isEqualTo(50);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void cancellingEndsAJobThatWaits() {
        world.liar.fates(JobFates.at(0, JobFate.running(1_000)));
        Job job = insert("waits", 1);

        assertThat(client.cancel(job.getJobId())).isTrue();

        assertThat(client.getJob(job.getJobId()).getStatus().getError().getReason())
                .isEqualTo("stopped");
        assertThat(count()).isZero();
    }

    @Test
    void cancellingInterruptsAJobThatIsAtWork() throws Exception {
        query("fill", "INSERT INTO ds.numbers (n) SELECT n FROM UNNEST([" + "1, ".repeat(999) + "1]) AS n");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Job> job = thread.submit(() -> query("long", LONG));
            Awaitility.await().until(() -> world.liar.jobs().size() == 2);
            assertThat(client.getJob(id("long")).getStatus().getState()).isEqualTo(State.RUNNING);

            client.cancel(id("long"));

            assertThat(job.get().getStatus().getError().getReason()).isEqualTo("stopped");
            assertThat(count()).isEqualTo(1_000);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void cancellingWhatIsDoneChangesNothing() {
        Job job = insert("done", 1);

        client.cancel(job.getJobId());

        assertThat(job.reload().getStatus().getError()).isNull();
    }

    @Test
    void resultsAreWaitedFor() throws Exception {
        world.liar.fates(JobFates.at(0, JobFate.running(2)));

        assertThat(client.query(QueryJobConfiguration.of("SELECT 7 AS x"), id("select"))
                        .iterateAll()
                        .iterator()
                        .next()
                        .get("x")
                        .getLongValue())
                .isEqualTo(7);
    }

    @Test
    void theResultsOfAFailedJobAreItsError() {
        world.liar.fates(JobFates.at(0, JobFate.fails("quotaExceeded", "Quota exceeded: too many")));

        assertThatThrownBy(() -> client.query(QueryJobConfiguration.of("SELECT 7 AS x")))
                .isInstanceOfSatisfying(BigQueryException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(403);
                    assertThat(e.getReason()).isEqualTo("quotaExceeded");
                });
    }

    @Test
    void ofTransactionsThatChangeOneTableOneIsCancelled() throws Exception {
        String replace = "BEGIN TRANSACTION; DELETE FROM ds.numbers WHERE TRUE;"
                + " INSERT INTO ds.numbers (n) SELECT %1$d FROM UNNEST([1, 2, 3]) AS x; COMMIT TRANSACTION;";
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Job>> jobs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = i;
                jobs.add(threads.submit(() -> query("replace-" + number, replace.formatted(number))));
            }
            for (Future<Job> job : jobs) {
                if (job.get().getStatus().getError() != null) {
                    assertThat(job.get().getStatus().getError().getReason()).isEqualTo("invalidQuery");
                    assertThat(job.get().getStatus().getError().getMessage())
                            .contains("Transaction is aborted due to concurrent update against table"
                                    + " a-project:ds.numbers");
                }
            }
            assertThat(count()).isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void statementsOutsideOfTransactionsWaitForEachOther() throws Exception {
        insert("first", 0);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Job>> jobs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String id = "update-" + i;
                jobs.add(threads.submit(() -> query(id, "UPDATE ds.numbers SET n = n + 1 WHERE TRUE")));
            }
            for (Future<Job> job : jobs) {
                assertThat(job.get().getStatus().getError()).isNull();
            }
            assertThat(client.listTableData(NUMBERS)
                            .iterateAll()
                            .iterator()
                            .next()
                            .get(0)
                            .getNumericValue()
                            .toBigInteger())
                    .isEqualTo(BigInteger.valueOf(40));
        } finally {
            threads.shutdownNow();
        }
    }

    private Job insert(String id, long number) {
        return query(id, "INSERT INTO `ds`.`numbers` (`n`) SELECT " + number);
    }

    private Job query(String id, String sql) {
        return client.create(JobInfo.of(id(id), QueryJobConfiguration.of(sql)));
    }

    private static JobId id(String id) {
        return JobId.newBuilder().setJob(id).setLocation(BigQueryWorld.LOCATION).build();
    }

    private long count() {
        return client.getTable(NUMBERS).getNumRows().longValueExact();
    }
}
