package dev.tablekeeper.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetriesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Optional<JobRequest.Key> NO_KEY = Optional.empty();

    private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
    private final WorkflowServers servers = WorkflowServers.of(temporal.getWorkflowClient());
    private final RunningJobs running = new RunningJobs(servers);
    private ObjectStore objects;
    private JobRecords records;
    private Claims claims;
    private Jobs jobs;
    private Retries retries;

    @BeforeEach
    void open(@TempDir Path folder) {
        objects = new LocalObjectStore(folder, "");
        records = new JobRecords(objects);
        claims = new Claims(objects, CLOCK);
        jobs = new Jobs(records, running, objects);
        retries = retries(CLOCK);
    }

    @AfterEach
    void close() {
        temporal.close();
    }

    @Test
    void aFailedUploadIsReadAnewByANewJob() {
        Job failed = failedUpload("load-1");
        assertThat(retries.possible(failed)).isTrue();

        Retries.Answer answer = retry(failed);

        AcceptedJob job = answer.accepted().job();
        assertThat(answer.existing()).isFalse();
        assertThat(job.id()).isNotEqualTo("load-1");
        assertThat(job.retryOf()).contains("load-1");
        assertThat(job.startedBy()).isEqualTo("somebody");
        assertThat(job.input().path("uri").asText()).isEqualTo("uploads/load-1");
        assertThat(job.input().path("delimiter").asText()).isEqualTo(";");
        assertThat(records.accepted(job.id())).contains(job);
        assertThat(running.standing(job)).isEqualTo(RunningJobs.Standing.OPEN);
        assertThat(retries.possible(failed)).isFalse();
    }

    @Test
    void aRetryThatIsUnderWayOrHasSucceededIsTheAnswerToAnother() {
        Job failed = failedUpload("load-1");
        String first = retry(failed).accepted().job().id();

        Retries.Answer whileItRuns = retry(failed);
        end(first, JobStatus.SUCCEEDED);
        objects.delete("uploads/load-1", Condition.any());
        Retries.Answer afterwards = retry(failed);

        assertThat(List.of(whileItRuns, afterwards)).allSatisfy(answer -> {
            assertThat(answer.existing()).isTrue();
            assertThat(answer.accepted().job().id()).isEqualTo(first);
        });
        assertThat(retries.possible(failed)).isFalse();
    }

    @Test
    void retriesOfOneJobAtOnceGiveOneJob() throws Exception {
        Job failed = failedUpload("load-1");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Retries.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                answers.add(threads.submit(() -> retry(failed)));
            }
            List<String> ids = new ArrayList<>();
            for (Future<Retries.Answer> answer : answers) {
                ids.add(answer.get().accepted().job().id());
            }
            assertThat(ids).containsOnly(ids.get(0));
            assertThat(jobs.open()).extracting(Jobs.Listed::id).containsExactlyInAnyOrder("load-1", ids.get(0));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anyJobOfARowIsRetriedAfterTheLastOfItHasFailed() {
        Job first = failedUpload("load-1");
        String second = retry(first).accepted().job().id();
        end(second, JobStatus.FAILED);

        AcceptedJob third = retry(first).accepted().job();

        assertThat(third.id()).isNotEqualTo(second);
        assertThat(third.retryOf()).contains(second);
        assertThat(retry(job(second)).accepted().job().id()).isEqualTo(third.id());
        assertThat(retry(first).accepted().job().id()).isEqualTo(third.id());
        end(third.id(), JobStatus.CANCELLED);
        assertThat(retry(job(second)).accepted().job().retryOf()).contains(third.id());
    }

    @Test
    void aCrashBetweenClaimAndRecordIsCompletedByTheNextRetry() {
        Job failed = failedUpload("load-1");
        claims.claim(Names.retry("load-1"), "load-2", "");

        AcceptedJob job = retry(failed).accepted().job();

        assertThat(job.id()).isEqualTo("load-2");
        assertThat(job.retryOf()).contains("load-1");
    }

    @Test
    void theSameKeyGivesTheSameRetryAlsoAfterThatHasFailed() {
        Job failed = failedUpload("load-1");
        Optional<JobRequest.Key> key = Optional.of(new JobRequest.Key("idempotency/k", "request"));
        String first = retries.retry(failed, "somebody", key).accepted().job().id();
        end(first, JobStatus.FAILED);

        Retries.Answer repeated = retries.retry(failed, "somebody", key);

        assertThat(repeated.accepted().job().id()).isEqualTo(first);
        assertThat(repeated.existing()).isFalse();
    }

    @Test
    void whatWasSetAsideIsReadFromThere() {
        claimed("load-1", "incoming/jobs/a.csv");
        Job failed = ended("load-1", input("incoming/jobs/a.csv"), JobStatus.FAILED, FailureType.UNAVAILABLE);

        AcceptedJob job = retry(failed).accepted().job();

        // The failed job was about to move it, and is saved the trouble.
        StoredObject aside = objects.find("failed/load-1/jobs/a.csv").orElseThrow();
        assertThat(job.input().path("uri").asText()).isEqualTo(aside.name());
        assertThat(job.input().path("generation").asLong()).isEqualTo(aside.generation());
        assertThat(objects.find("incoming/jobs/a.csv")).isEmpty();
    }

    @Test
    void ofAGlobIsReadWhatTheFailedJobHadTaken() {
        claimed("load-1", "incoming/jobs/a.csv");
        objects.write("incoming/jobs/b.csv", Condition.any(), "2,B\n");
        Job failed = ended("load-1", input("incoming/jobs/*.csv"), JobStatus.CANCELLED, FailureType.CANCELLED);

        AcceptedJob job = retry(failed).accepted().job();

        assertThat(job.input().path("uri").asText()).isEqualTo("failed/load-1/jobs/*.csv");
        assertThat(job.input().has("generation")).isFalse();
        assertThat(objects.find("incoming/jobs/b.csv")).isPresent();
    }

    @Test
    void whatLiesWhereItWasIsReadThereUnlessItWasReplaced() {
        StoredObject object = objects.write("incoming/jobs/a.csv", Condition.any(), "1,A\n");
        Map<String, Object> input =
                Map.of("table", "jobs", "uri", "incoming/jobs/a.csv", "generation", object.generation());
        Job failed = ended("load-1", input, JobStatus.FAILED, FailureType.UNAVAILABLE);
        records.close("load-1");
        assertThat(retries.possible(failed)).isTrue();

        objects.write("incoming/jobs/a.csv", Condition.any(), "1,Another\n");

        refused(failed, "something else by now");
    }

    @Test
    void whatIsNoFailureOrCannotBeDoneAnewIsRefusedWithTheReason() {
        records.accept(new AcceptedJob("load-1", JobKind.LOAD, List.of("jobs"), "test", NOW, json(Map.of())));
        refused(job("load-1"), "has not ended");
        refused(ended("load-2", input("uploads/load-2"), JobStatus.SUCCEEDED, null), "has succeeded");
        refused(
                ended("load-3", input("uploads/load-3"), JobStatus.CANCELLED, FailureType.CANCELLED),
                "not there any more");
        objects.write("uploads/load-4", Condition.any(), "1,A\n");
        refused(
                ended("load-4", input("uploads/load-4"), JobStatus.FAILED, FailureType.RECONCILIATION_FAILED),
                "could double them");
        Map<String, Object> broken = Map.of("table", "jobs", "uri", "incoming/jobs/a.csv", "optionsFrom", "_load.json");
        refused(ended("load-5", broken, JobStatus.FAILED, FailureType.INVALID_REQUEST), "no options");
        records.accept(new AcceptedJob("backup-1", JobKind.BACKUP, List.of(), "test", NOW, json(Map.of())));
        end("backup-1", JobStatus.FAILED);
        refused(job("backup-1"), "is a backup");
    }

    @Test
    void whatIsNotKeptAnyLongerIsNotRetried() {
        Job failed = failedUpload("load-1");
        retries = retries(Clock.offset(CLOCK, Expiry.FAILED_INPUT.plus(Duration.ofSeconds(1))));

        refused(failed, "more than 30 days ago");
    }

    private Retries retries(Clock clock) {
        Sources sources = new Sources(List.of(new Sources.Place("", objects, List.of(Names.INCOMING))));
        Acceptance acceptance = new Acceptance(records, claims, new WorkflowStarter(servers, running), clock);
        RetriedLoads loads = new RetriedLoads(sources, new SetAside(objects, claims), records);
        return new Retries(records, claims, acceptance, clock, Map.of(JobKind.LOAD, loads));
    }

    private Retries.Answer retry(Job job) {
        return retries.retry(job, "somebody", NO_KEY);
    }

    private void refused(Job job, String why) {
        assertThat(retries.possible(job)).isFalse();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> retry(job))
                .withMessageContaining(job.id())
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.type()).isEqualTo(FailureType.NOT_POSSIBLE));
        assertThat(claims.retryOf(job.id())).isEmpty();
    }

    private Job failedUpload(String id) {
        objects.write(Names.upload(id), Condition.any(), "1,A\n");
        Map<String, Object> input = Map.of("table", "jobs", "uri", Names.upload(id), "delimiter", ";");
        return ended(id, input, JobStatus.FAILED, FailureType.STORAGE_FULL);
    }

    private Job ended(String id, Map<String, Object> input, JobStatus status, FailureType type) {
        records.accept(new AcceptedJob(id, JobKind.LOAD, List.of("jobs"), "test", NOW, json(input)));
        Optional<JobError> error = Optional.ofNullable(type).map(t -> JobError.of(t, "a fault"));
        records.end(new EndedJob(id, status, NOW, NOW, Optional.empty(), error));
        return job(id);
    }

    private void end(String id, JobStatus status) {
        records.end(new EndedJob(id, status, NOW, NOW, Optional.empty(), Optional.empty()));
    }

    private Job job(String id) {
        return jobs.find(id).orElseThrow();
    }

    private void claimed(String job, String name) {
        StoredObject object = objects.write(name, Condition.any(), "1,A\n");
        claims.claim(Claims.generation("jobs", name, object.generation()), job, "");
    }

    private static Map<String, Object> input(String uri) {
        return Map.of("table", "jobs", "uri", uri);
    }

    private static JsonNode json(Object value) {
        return Json.MAPPER.valueToTree(value);
    }
}
