package dev.tablekeeper.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.Acceptance.Accepted;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptanceTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);
    private static final String SOURCE = Claims.generation("jobs", "incoming/jobs/a.csv", 7);

    private static final JobError FAULT = JobError.of(FailureType.INVALID_REQUEST, "the options are broken");

    private TestWorkflowEnvironment temporal;
    private ObjectStore objects;
    private JobRecords records;
    private Claims claims;
    private WorkflowStarter starter;
    private Acceptance acceptance;
    private Jobs jobs;

    @BeforeEach
    void open(@TempDir Path folder) {
        temporal = TestWorkflowEnvironment.newInstance();
        WorkflowClient client = temporal.getWorkflowClient();
        objects = new LocalObjectStore(folder, "");
        records = new JobRecords(objects);
        claims = new Claims(objects, CLOCK);
        starter = new WorkflowStarter(WorkflowServers.of(client), new RunningJobs(WorkflowServers.of(client)));
        acceptance = new Acceptance(records, claims, starter, CLOCK);
        jobs = new Jobs(records, new RunningJobs(WorkflowServers.of(client)), objects);
    }

    @AfterEach
    void close() {
        temporal.close();
    }

    @Test
    void anAcceptedJobCanBeReadWhileNoWorkerIsUp() {
        Accepted accepted = acceptance.accept(request("load-1", Optional.empty(), Optional.empty()));

        assertThat(accepted.existing()).isFalse();
        Job job = jobs.find("load-1").orElseThrow();
        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job.input().get("uri").asText()).isEqualTo("uploads/load-1");
        assertThat(job.tables()).containsExactly("jobs");
        assertThat(job.createdAt()).isEqualTo(CLOCK.instant());
    }

    @Test
    void theSameKeyAndRequestGiveTheSameJob() {
        JobRequest.Key key = new JobRequest.Key("key", "request");

        Accepted first = acceptance.accept(request("load-1", Optional.of(key), Optional.empty()));
        Accepted second = acceptance.accept(request("load-2", Optional.of(key), Optional.empty()));

        assertThat(second.job()).isEqualTo(first.job());
        assertThat(second.existing()).isTrue();
        assertThat(jobs.find("load-2")).isEmpty();
    }

    @Test
    void theSameKeyWithAnotherRequestIsRefused() {
        acceptance.accept(request("load-1", Optional.of(new JobRequest.Key("key", "a")), Optional.empty()));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> acceptance.accept(
                        request("load-2", Optional.of(new JobRequest.Key("key", "b")), Optional.empty())))
                .withMessageContaining("load-1")
                .satisfies(e -> assertThat(e.type()).isEqualTo(FailureType.IDEMPOTENCY_KEY_REUSED));
    }

    @Test
    void twoRequestsWithOneKeyAtOnceGiveOneJob() throws Exception {
        JobRequest.Key key = new JobRequest.Key("key", "request");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Accepted>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String id = "load-" + i;
                answers.add(threads.submit(() -> acceptance.accept(request(id, Optional.of(key), Optional.empty()))));
            }
            List<String> ids = new ArrayList<>();
            for (Future<Accepted> answer : answers) {
                ids.add(answer.get().job().id());
            }
            assertThat(ids).containsOnly(ids.get(0));
        } finally {
            threads.shutdownNow();
        }
        assertThat(jobs.list(noFilter(), 50, Optional.empty()).jobs()).hasSize(1);
    }

    @Test
    void aCrashBetweenClaimAndRecordIsCompletedByTheRepetition() {
        claims.claim("key", "load-1", "request");

        Accepted repeated = acceptance.accept(
                request("load-2", Optional.of(new JobRequest.Key("key", "request")), Optional.empty()));

        assertThat(repeated.job().id()).isEqualTo("load-1");
        assertThat(repeated.job().input().get("uri").asText()).isEqualTo("uploads/load-1");
    }

    @Test
    void oneGenerationIsLoadedOnceUnlessThatFailedOrItIsWantedAgain() {
        Optional<JobRequest.Source> source = Optional.of(new JobRequest.Source(SOURCE, false));
        Optional<JobRequest.Source> again = Optional.of(new JobRequest.Source(SOURCE, true));

        acceptance.accept(request("load-1", Optional.empty(), source));
        assertThat(accepted("load-2", source)).isEqualTo("load-1");

        end("load-1", JobStatus.SUCCEEDED);
        assertThat(accepted("load-3", source)).isEqualTo("load-1");
        assertThat(accepted("load-4", again)).isEqualTo("load-4");
        assertThat(accepted("load-5", source)).isEqualTo("load-4");

        end("load-4", JobStatus.FAILED);
        assertThat(accepted("load-6", source)).isEqualTo("load-6");
        end("load-6", JobStatus.CANCELLED);
        assertThat(accepted("load-7", source)).isEqualTo("load-7");
    }

    @Test
    void aRepeatedAgainWithAKeyDoesNotLoadTwice() {
        Optional<JobRequest.Key> key = Optional.of(new JobRequest.Key("key", "request"));
        Optional<JobRequest.Source> again = Optional.of(new JobRequest.Source(SOURCE, true));

        acceptance.accept(request("load-1", key, again));
        acceptance.accept(request("load-2", key, again));

        assertThat(accepted("load-3", Optional.of(new JobRequest.Source(SOURCE, false))))
                .isEqualTo("load-1");
    }

    @Test
    void aJobIsAcceptedWhileTemporalIsAwayAndStartedBySweeping() {
        Accepted accepted = new Acceptance(records, claims, starterForNobody(), CLOCK)
                .accept(request("load-1", Optional.empty(), Optional.empty()));
        assertThat(accepted.job().id()).isEqualTo("load-1");

        try (TestWorkflowEnvironment back = TestWorkflowEnvironment.newInstance()) {
            Sweeper sweeper = new Sweeper(
                    records,
                    new WorkflowStarter(
                            WorkflowServers.of(back.getWorkflowClient()),
                            new RunningJobs(WorkflowServers.of(back.getWorkflowClient()))),
                    new RunningJobs(WorkflowServers.of(back.getWorkflowClient())));
            assertThat(sweeper.sweep()).isEqualTo(1);
            assertThat(sweeper.sweep()).isEqualTo(1);
            assertThat(back.getWorkflowClient()
                            .newUntypedWorkflowStub("load-1")
                            .describe()
                            .getWorkflowType())
                    .isEqualTo("LoadCsv");
            end("load-1", JobStatus.SUCCEEDED);
            assertThat(sweeper.sweep()).isZero();
        }
    }

    @Test
    void whileTemporalIsKnownToBeAwayNewJobsAreRefusedBeforeAnythingIsWritten() {
        JobRequest.Key key = new JobRequest.Key("key", "request");
        Acceptance cutOff = new Acceptance(records, claims, starterForNobody(), CLOCK);
        cutOff.accept(request("load-1", Optional.of(key), Optional.empty()));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> cutOff.accept(request("load-2", Optional.empty(), Optional.empty())))
                .satisfies(e -> assertThat(e.type()).isEqualTo(FailureType.UNAVAILABLE));
        assertThat(records.accepted("load-2")).isEmpty();
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> cutOff.requireTemporal(Optional.empty()));
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> cutOff.requireTemporal(Optional.of("other")));
        cutOff.requireTemporal(Optional.of("key"));
        assertThat(cutOff.accept(request("load-3", Optional.of(key), Optional.empty()))
                        .job()
                        .id())
                .as("a repetition is no new job")
                .isEqualTo("load-1");
    }

    @Test
    void aFullDiskAtTheRecordRefusesTheRequestAndItsRepetitionCompletesIt() {
        AtomicBoolean full = new AtomicBoolean(true);
        ObjectStore cramped = new DelegatingObjectStore(objects) {
            @Override
            public ObjectWriter create(String name, Condition condition) {
                if (full.get() && name.endsWith("accepted.json")) {
                    throw new StoreFailure(FailureType.STORAGE_FULL, "no room");
                }
                return super.create(name, condition);
            }
        };
        JobRequest.Key key = new JobRequest.Key("key", "request");
        Acceptance atAFullDisk = new Acceptance(new JobRecords(cramped), claims, starter, CLOCK);

        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> atAFullDisk.accept(request("load-1", Optional.of(key), Optional.empty())));
        assertThat(jobs.list(noFilter(), 50, Optional.empty()).jobs()).isEmpty();
        full.set(false);

        assertThat(atAFullDisk
                        .accept(request("load-2", Optional.of(key), Optional.empty()))
                        .job()
                        .id())
                .isEqualTo("load-1");
        assertThat(jobs.list(noFilter(), 50, Optional.empty()).jobs()).hasSize(1);
    }

    /** Two processes on one store, as when a new one has begun before the old one has ended. */
    @Test
    void theSameRequestOnTwoConnectionsDuringARestartIsOneJob() throws Exception {
        try (TestWorkflowEnvironment other = TestWorkflowEnvironment.newInstance()) {
            WorkflowServers servers = WorkflowServers.of(other.getWorkflowClient());
            RunningJobs running = new RunningJobs(servers);
            Acceptance restarted = new Acceptance(
                    new JobRecords(objects),
                    new Claims(objects, CLOCK),
                    new WorkflowStarter(servers, running),
                    Clock.offset(CLOCK, Duration.ofHours(-1)));
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                for (int i = 0; i < 20; i++) {
                    Optional<JobRequest.Key> key = Optional.of(new JobRequest.Key("key-" + i, "request"));
                    JobRequest one = request("load-a" + i, key, Optional.empty());
                    JobRequest two = request("load-b" + i, key, Optional.empty());
                    Future<Accepted> first = threads.submit(() -> acceptance.accept(one));
                    Future<Accepted> second = threads.submit(() -> restarted.accept(two));
                    assertThat(first.get().job()).isEqualTo(second.get().job());
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(jobs.list(noFilter(), 50, Optional.empty()).jobs()).hasSize(20);
            assertThat(new Sweeper(records, new WorkflowStarter(servers, running), running).sweep())
                    .isEqualTo(20);
        }
    }

    @Test
    void aClockThatIsSetBackLosesAndDoublesNothing() {
        AtomicReference<Instant> now = new AtomicReference<>(CLOCK.instant());
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
        Acceptance moving = new Acceptance(records, new Claims(objects, clock), starter, clock);
        JobRequest.Key key = new JobRequest.Key("key", "request");

        moving.accept(request("load-1", Optional.of(key), Optional.empty()));
        now.set(now.get().minus(Duration.ofHours(1)));
        Accepted repeated = moving.accept(request("load-2", Optional.of(key), Optional.empty()));
        moving.accept(request("load-3", Optional.empty(), Optional.empty()));

        assertThat(repeated.job().id()).isEqualTo("load-1");
        assertThat(ids(noFilter())).containsExactly("load-1", "load-3");
    }

    @Test
    void anEntryWithoutARecordAndAGarbledRecordKeepNoOtherFromBeingListedAndStarted() {
        records.index().accepted(acceptedJob("load-cut", CLOCK.instant()));
        acceptance.accept(request("load-1", Optional.empty(), Optional.empty()));
        acceptance.accept(request("load-2", Optional.empty(), Optional.empty()));
        objects.write(Names.accepted("load-1"), Condition.any(), "");

        assertThat(ids(noFilter())).containsExactly("load-2");
        assertThat(new Sweeper(records, starter, new RunningJobs(WorkflowServers.of(temporal.getWorkflowClient())))
                        .sweep())
                .isEqualTo(1);
        assertThat(objects.find("damaged/" + Names.accepted("load-1"))).isPresent();
    }

    @Test
    void aJobIsListedOnceWhileItsEndIsBeingWritten() {
        for (int i = 0; i < 5; i++) {
            records.accept(acceptedJob("load-" + i, CLOCK.instant().plusSeconds(i)));
        }
        end("load-3", JobStatus.FAILED);

        assertThat(ids(noFilter())).containsExactly("load-4", "load-3", "load-2", "load-1", "load-0");
        assertThat(jobs.open()).as("it has to be tidied up yet").hasSize(5);
        records.close("load-3");
        assertThat(jobs.open()).hasSize(4);
    }

    @Test
    void aCancellationIsNotForgottenByARestart() {
        acceptance.accept(request("load-1", Optional.empty(), Optional.empty()));
        jobs.cancel(jobs.find("load-1").orElseThrow());

        try (TestWorkflowEnvironment empty = TestWorkflowEnvironment.newInstance()) {
            WorkflowClient client = empty.getWorkflowClient();
            new Sweeper(
                            records,
                            new WorkflowStarter(
                                    WorkflowServers.of(client), new RunningJobs(WorkflowServers.of(client))),
                            new RunningJobs(WorkflowServers.of(client)))
                    .sweep();

            assertThat(client.fetchHistory("load-1").getEvents())
                    .anyMatch(
                            event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
        }
    }

    @Test
    void aRefusedJobIsListedAsFailedAndNeverStarted() {
        Optional<AcceptedJob> refused = acceptance.refuse(loadOnce("load-1"), FAULT);

        assertThat(refused.orElseThrow().id()).isEqualTo("load-1");
        assertThat(ids(new Jobs.Filter(Optional.empty(), Optional.of(JobStatus.FAILED), Optional.empty())))
                .containsExactly("load-1");
        assertThat(jobs.open()).isEmpty();
        assertThat(sweep()).isZero();
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> temporal.getWorkflowClient().fetchHistory("load-1"));
        assertThat(acceptance.accept(loadOnce("load-2")).job().id())
                .as("once the fault is mended")
                .isEqualTo("load-2");
    }

    @Test
    void aRefusalCutOffBetweenAnyTwoStepsStartsNothingAndIsMadeGood() {
        // Behind its end, and behind its claim: what there is of it is passed over, and replaced by the next one.
        end("load-1", JobStatus.FAILED);
        claims.claim(SOURCE, "load-1", "");
        assertThat(sweep()).isZero();

        assertThat(acceptance.refuse(loadOnce("load-2"), FAULT).orElseThrow().id())
                .isEqualTo("load-2");

        // Behind its record, before it is listed as ended.
        end("load-3", JobStatus.FAILED);
        claims.claim(SOURCE, "load-3", "", standing -> true);
        records.accept(
                new AcceptedJob("load-3", JobKind.LOAD, List.of("jobs"), "event", CLOCK.instant(), input("load-3")));
        assertThat(sweep()).isZero();
        assertThat(jobs.find("load-3").orElseThrow().status()).isEqualTo(JobStatus.FAILED);
    }

    @Test
    void aRequestThatComesInTheMiddleOfARefusalLoads() {
        end("load-1", JobStatus.FAILED);
        claims.claim(SOURCE, "load-1", "");

        assertThat(acceptance.accept(loadOnce("load-2")).job().id()).isEqualTo("load-2");
        assertThat(jobs.find("load-2").orElseThrow().status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void whatAnotherJobLoadsIsNotRefused() {
        acceptance.accept(loadOnce("load-1"));

        assertThat(acceptance.refuse(loadOnce("load-2"), FAULT)).isEmpty();
        assertThat(jobs.find("load-1").orElseThrow().status()).isEqualTo(JobStatus.QUEUED);
        assertThat(jobs.find("load-2")).isEmpty();
    }

    @Test
    void theListIsNewestFirstFilteredAndPaged() {
        for (int i = 0; i < 7; i++) {
            String id = "load-" + i;
            records.accept(new AcceptedJob(
                    id,
                    JobKind.LOAD,
                    List.of(i % 2 == 0 ? "jobs" : "departments"),
                    "test",
                    CLOCK.instant().plus(Duration.ofHours(9L * i)),
                    input(id)));
        }
        end("load-3", JobStatus.FAILED);

        Jobs.Page first = jobs.list(noFilter(), 3, Optional.empty());
        assertThat(first.jobs()).extracting(Job::id).containsExactly("load-6", "load-5", "load-4");
        Jobs.Page second = jobs.list(noFilter(), 3, first.nextPageToken());
        assertThat(second.jobs()).extracting(Job::id).containsExactly("load-3", "load-2", "load-1");
        Jobs.Page third = jobs.list(noFilter(), 3, second.nextPageToken());
        assertThat(third.jobs()).extracting(Job::id).containsExactly("load-0");
        assertThat(third.nextPageToken()).isEmpty();

        assertThat(ids(new Jobs.Filter(Optional.empty(), Optional.of(JobStatus.FAILED), Optional.empty())))
                .containsExactly("load-3");
        assertThat(ids(new Jobs.Filter(Optional.empty(), Optional.of(JobStatus.QUEUED), Optional.of("departments"))))
                .containsExactly("load-5", "load-1");
        assertThat(ids(new Jobs.Filter(Optional.of(JobKind.BACKUP), Optional.empty(), Optional.empty())))
                .isEmpty();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> jobs.list(noFilter(), 3, Optional.of("nonsense")))
                .withMessageContaining("pageToken");
    }

    @Test
    void whatIsWrittenFirstAsTheEndStays() {
        acceptance.accept(request("load-1", Optional.empty(), Optional.empty()));
        end("load-1", JobStatus.SUCCEEDED);
        end("load-1", JobStatus.FAILED);

        assertThat(jobs.find("load-1").orElseThrow().status()).isEqualTo(JobStatus.SUCCEEDED);
    }

    @Test
    void whatAnEndDoesNotHaveIsAbsentWhenItIsRead() {
        acceptance.accept(request("load-1", Optional.empty(), Optional.empty()));
        end("load-1", JobStatus.CANCELLED);

        assertThat(jobs.find("load-1").orElseThrow().result()).isEmpty();
    }

    @Test
    void whatIsNoJobIdIsNoJob() {
        assertThat(jobs.find("../../etc/passwd")).isEmpty();
        assertThat(jobs.find("")).isEmpty();
    }

    private List<String> ids(Jobs.Filter filter) {
        return jobs.list(filter, 50, Optional.empty()).jobs().stream()
                .map(Job::id)
                .toList();
    }

    private String accepted(String proposed, Optional<JobRequest.Source> source) {
        return acceptance
                .accept(request(proposed, Optional.empty(), source))
                .job()
                .id();
    }

    private static WorkflowStarter starterForNobody() {
        try (TestWorkflowEnvironment gone = TestWorkflowEnvironment.newInstance()) {
            WorkflowServers servers = WorkflowServers.of(gone.getWorkflowClient());
            return new WorkflowStarter(servers, new RunningJobs(servers));
        }
    }

    private static AcceptedJob acceptedJob(String id, Instant at) {
        return new AcceptedJob(id, JobKind.LOAD, List.of("jobs"), "test", at, input(id));
    }

    private void end(String id, JobStatus status) {
        records.end(new EndedJob(id, status, CLOCK.instant(), CLOCK.instant(), Optional.empty(), Optional.empty()));
    }

    private int sweep() {
        return new Sweeper(records, starter, new RunningJobs(WorkflowServers.of(temporal.getWorkflowClient()))).sweep();
    }

    private static JobRequest loadOnce(String id) {
        return request(id, Optional.empty(), Optional.of(new JobRequest.Source(SOURCE, false)));
    }

    private static Jobs.Filter noFilter() {
        return new Jobs.Filter(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static JobRequest request(String id, Optional<JobRequest.Key> key, Optional<JobRequest.Source> source) {
        return new JobRequest(JobKind.LOAD, List.of("jobs"), "test", id, AcceptanceTest::input, key, source);
    }

    private static JsonNode input(String id) {
        return Json.MAPPER.valueToTree(Map.of("table", "jobs", "uri", "uploads/" + id));
    }
}
