package dev.tablekeeper.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects bear the time of their writing, so it is the sweeper that looks from a later day. */
class ExpiryTest {
    private static final Duration KEEP = Duration.ofDays(90);

    private final Instant now = Instant.now();
    private ObjectStore objects;
    private JobRecords records;

    @BeforeEach
    void open(@TempDir Path folder) {
        objects = new LocalObjectStore(folder, "");
        records = new JobRecords(objects);
    }

    @Test
    void nothingOfAJobGoesBeforeItsTimeAndNothingIsLeftAfterIt() {
        accept("load-1");
        write(Names.upload("load-1"));
        write(Names.rejects("load-1"));
        write(Names.plan("load-1", "load"));
        new Claims(objects, clockAfter(0)).claim(Claims.key("k", "r", "i"), "load-1", "hash");
        new Claims(objects, clockAfter(0)).claim(Claims.generation("jobs", "incoming/a", 1), "load-1", "");
        end("load-1", JobStatus.SUCCEEDED);

        sweepAfter(6);
        assertThat(names()).contains("rejects/load-1.csv").anyMatch(name -> name.startsWith("idempotency/"));
        sweepAfter(89);
        assertThat(names())
                .contains("rejects/load-1.csv", "jobs/record/load-1/accepted.json")
                .anyMatch(name -> name.startsWith("jobs/source/"))
                .noneMatch(name -> name.startsWith("idempotency/"));
        sweepAfter(92);
        assertThat(names()).isEmpty();
    }

    @Test
    void whatIsLeftOfGroupsOfWritesGoesWhenNoneOfThemCanBeDoneAnyMore() {
        write("groups/claims/one.json");
        write("groups/two.json");

        sweepAfter(30);
        assertThat(names()).containsExactlyInAnyOrder("groups/claims/one.json", "groups/two.json");
        sweepAfter(32);
        assertThat(names()).isEmpty();
    }

    @Test
    void whatAFailedJobStagedStaysThirtyDaysAndAnOpenJobsForEver() {
        accept("load-1");
        accept("load-10");
        for (String job : List.of("load-1", "load-10")) {
            write(Names.upload(job));
            write(Names.staging(job) + "part-1.avro");
            write(Names.staging(job) + "plain/a.csv");
        }
        end("load-1", JobStatus.FAILED);

        sweepAfter(29);
        assertThat(names()).contains("uploads/load-1", "staging/load-1/part-1.avro");
        sweepAfter(32);
        assertThat(names())
                .noneMatch(name -> name.contains("/load-1/part") || name.equals("uploads/load-1"))
                .contains("jobs/record/load-1/ended.json")
                .contains("uploads/load-10", "staging/load-10/part-1.avro", "staging/load-10/plain/a.csv");
        sweepAfter(1_000);
        assertThat(names()).contains("uploads/load-10", "staging/load-10/part-1.avro");
        assertThat(records.accepted("load-10")).isPresent();
    }

    @Test
    void whatAnAttemptStagedAfterTheEndGoesAtOnce() {
        accept("load-1");
        end("load-1", JobStatus.CANCELLED);
        write(Names.staging("load-1") + "part-1.avro");

        sweepAfter(0);

        assertThat(names()).noneMatch(name -> name.startsWith(Names.STAGING));
    }

    @Test
    void inputThatWasNeverAcceptedOutlivesTheKeyThatMayStillLeadToIt() {
        write(Names.upload("load-1"));
        new Claims(objects, clockAfter(0)).claim(Claims.key("k", "r", "i"), "load-1", "hash");

        sweepAfter(7.5);
        assertThat(names()).containsExactly("uploads/load-1");
        sweepAfter(8.5);
        assertThat(names()).isEmpty();
    }

    @Test
    void aDeletionThatWasCutOffIsCompletedAndStartsNothingAnew() {
        accept("load-1");
        end("load-1", JobStatus.SUCCEEDED);
        objects.delete(Names.accepted("load-1"), Condition.any());

        assertThat(new JobRecords(objects).index().open("", 10)).isEmpty();
        sweepAfter(92);

        assertThat(names()).isEmpty();
    }

    @Test
    void anAcceptanceThatWasCutOffLeavesTheListInTheEnd() {
        records.index().accepted(job("load-1"));

        sweepAfter(89);
        assertThat(names()).hasSize(1);
        sweepAfter(92);
        assertThat(names()).isEmpty();
    }

    @Test
    void whatARetryReadsStaysAsLongAsItMayBeReadOrRetriedItself() {
        accept("load-1");
        write(Names.upload("load-1"));
        end("load-1", JobStatus.FAILED);
        retry("load-1", "load-2");

        sweepAfter(1_000);
        assertThat(names()).contains("uploads/load-1").contains(Names.accepted("load-1"), Names.accepted("load-2"));
        endAfter(200, "load-2", JobStatus.CANCELLED);
        sweepAfter(230);
        assertThat(names()).contains("uploads/load-1").contains(Names.accepted("load-1"), Names.accepted("load-2"));
        sweepAfter(232);
        assertThat(names()).doesNotContain("uploads/load-1").contains(Names.accepted("load-1"));
    }

    @Test
    void aRowOfRetriesGoesTheFirstFirst() {
        accept("load-1");
        end("load-1", JobStatus.FAILED);
        // Listed before it, since the newest are.
        retry("load-1", "load-0");
        end("load-0", JobStatus.SUCCEEDED);

        sweepAfter(92);
        assertThat(names()).noneMatch(name -> name.contains("load-1")).contains(Names.accepted("load-0"));
        sweepAfter(92);
        assertThat(names()).isEmpty();
    }

    @Test
    void whatAJobHadThatARetryDidGoesWithTheRetrysSuccess() {
        accept("load-1");
        write(Names.upload("load-1"));
        end("load-1", JobStatus.FAILED);
        retry("load-1", "load-2");
        end("load-2", JobStatus.SUCCEEDED);

        sweepAfter(0);

        assertThat(names()).doesNotContain("uploads/load-1").contains(Names.accepted("load-1"));
    }

    @Test
    void aFailedJobIsKeptAsLongAsItCanBeRetried() {
        accept("load-1");
        end("load-1", JobStatus.FAILED);

        new Expiry(objects, records, clockAfter(30.5), Expiry.KEYS).sweep();
        assertThat(records.accepted("load-1")).isPresent();
        new Expiry(objects, records, clockAfter(31.5), Expiry.KEYS).sweep();
        assertThat(names()).isEmpty();
    }

    @Test
    void aRetryWhoseAcceptanceWasCutOffKeepsItsInputForAWhile() {
        accept("load-1");
        write(Names.upload("load-1"));
        end("load-1", JobStatus.FAILED);
        new Claims(objects, clockAfter(29)).claim(Names.retry("load-1"), "load-2", "");

        sweepAfter(59);
        assertThat(names()).contains("uploads/load-1");
        sweepAfter(61);
        assertThat(names()).doesNotContain("uploads/load-1");
    }

    @Test
    void whatARefusalLeftThatWasCutOffGoes() {
        String refused = JobIds.next(JobKind.LOAD, now);
        String open = JobIds.next(JobKind.LOAD, now);
        records.end(new EndedJob(refused, JobStatus.FAILED, now, now, Optional.empty(), Optional.empty()));
        accept(open);
        write("jobs/record/load-something else");
        write("jobs/record/load-99999999t999999z-abcdefghijkm/ended.json");

        sweepAfter(89);
        assertThat(names()).contains(Names.ended(refused));
        sweepAfter(92);
        assertThat(names())
                .doesNotContain(Names.ended(refused))
                .contains(Names.accepted(open), "jobs/record/load-something else");
    }

    @Test
    void whatIsNotOursStays() {
        write("uploads/What is this");
        write("incoming/jobs/a.csv");
        write("loaded/load-1/jobs/a.csv");

        sweepAfter(1_000);

        assertThat(names()).hasSize(3);
    }

    @Test
    void aClockThatWasSetBackDeletesNothing() {
        accept("load-1");
        end("load-1", JobStatus.SUCCEEDED);
        write(Names.rejects("load-1"));

        sweepAfter(-100);

        assertThat(records.accepted("load-1")).isPresent();
    }

    @Test
    void jobsAreKeptAsLongAsKeys() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Expiry(objects, records, clockAfter(0), Duration.ofDays(6)));
    }

    private void sweepAfter(double days) {
        new Expiry(objects, records, clockAfter(days), KEEP).sweep();
    }

    private Clock clockAfter(double days) {
        return Clock.fixed(now.plus(Duration.ofMinutes((long) (days * 24 * 60))), ZoneOffset.UTC);
    }

    private void accept(String id) {
        records.accept(job(id));
    }

    private AcceptedJob job(String id) {
        return new AcceptedJob(
                id, JobKind.LOAD, List.of("jobs"), "test", now, Json.MAPPER.valueToTree(Map.of("table", "jobs")));
    }

    private void end(String id, JobStatus status) {
        endAfter(0, id, status);
    }

    private void endAfter(double days, String id, JobStatus status) {
        Instant at = clockAfter(days).instant();
        records.end(new EndedJob(id, status, at, at, Optional.empty(), Optional.empty()));
        records.close(id);
    }

    private void retry(String of, String id) {
        new Claims(objects, clockAfter(0)).claim(Names.retry(of), id, "");
        AcceptedJob job = job(id);
        records.accept(new AcceptedJob(
                id, job.kind(), job.tables(), "test", now, job.input(), id, Optional.empty(), Optional.of(of)));
    }

    private void write(String name) {
        objects.write(name, Condition.any(), "x");
    }

    private List<String> names() {
        return objects.list("", "", 1_000).stream().map(object -> object.name()).toList();
    }
}
