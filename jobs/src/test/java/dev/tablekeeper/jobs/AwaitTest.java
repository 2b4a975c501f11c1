package dev.tablekeeper.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwaitTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final EndWatch.Pace NEVER = new EndWatch.Pace(LONG, LONG);
    private static final EndWatch.Pace OFTEN = new EndWatch.Pace(LONG, Duration.ofMillis(20));

    private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
    private final WorkflowServers servers = WorkflowServers.of(temporal.getWorkflowClient());
    private final RunningJobs running = new RunningJobs(servers);
    private ObjectStore objects;
    private JobRecords records;

    @BeforeEach
    void open(@TempDir Path folder) {
        objects = new LocalObjectStore(folder, "");
        records = new JobRecords(objects);
    }

    @AfterEach
    void close() {
        temporal.close();
    }

    @Test
    void aWaitEndsWithTheRecordThoughTheWorkflowStillTidiesUp() {
        AcceptedJob job = accept("load-1");
        new WorkflowStarter(servers, running).start(job);
        Jobs jobs = new Jobs(records, running, objects, NEVER);
        CompletableFuture<Job> waiting = jobs.await(find(jobs, job), LONG);
        assertThat(waiting).isNotDone();

        records.end(end(job));

        assertThat(waiting).isCompletedWithValueMatching(ended -> ended.status() == JobStatus.SUCCEEDED);
        assertThat(running.standing(job)).isEqualTo(RunningJobs.Standing.OPEN);
    }

    @Test
    void anEndWrittenByAnotherProcessIsFoundThoughTheWorkflowStaysOpen() {
        AcceptedJob job = accept("load-1");
        new WorkflowStarter(servers, running).start(job);
        Jobs jobs = new Jobs(records, running, objects, OFTEN);
        CompletableFuture<Job> waiting = jobs.await(find(jobs, job), LONG);

        new JobRecords(objects).end(end(job));

        assertThat(waiting.orTimeout(30, TimeUnit.SECONDS).join().status()).isEqualTo(JobStatus.SUCCEEDED);
    }

    @Test
    void anEndWrittenByAnotherProcessIsKnownWhenItsWorkflowCloses() {
        AcceptedJob job = accept("load-1");
        new WorkflowStarter(servers, running).start(job);
        Jobs jobs = new Jobs(records, running, objects, new EndWatch.Pace(Duration.ZERO, LONG));
        CompletableFuture<Job> waiting = jobs.await(find(jobs, job), LONG);

        new JobRecords(objects).end(end(job));
        temporal.getWorkflowClient().newUntypedWorkflowStub(job.id()).terminate("closed");

        assertThat(waiting.orTimeout(30, TimeUnit.SECONDS).join().status()).isEqualTo(JobStatus.SUCCEEDED);
    }

    @Test
    void anEndThatComesWhileTheWaitBeginsIsNotMissed() throws Exception {
        Jobs jobs = new Jobs(records, running, objects, NEVER);
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            List<CompletableFuture<Job>> waits = new ArrayList<>();
            List<Future<EndedJob>> ends = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                AcceptedJob job = accept("load-" + i);
                Job open = Job.open(job, JobStatus.QUEUED, Optional.empty(), Optional.empty(), Optional.empty());
                ends.add(writer.submit(() -> records.end(end(job))));
                waits.add(jobs.await(open, LONG));
            }
            for (Future<EndedJob> end : ends) {
                end.get();
            }
            assertThat(waits).allMatch(CompletableFuture::isDone);
            assertThat(records.nobodyWaits()).isTrue();
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void allWhoWaitForAJobAreToldOfItsEnd() {
        AcceptedJob job = accept("load-1");
        Jobs jobs = new Jobs(records, running, objects, NEVER);
        Job open = find(jobs, job);
        List<CompletableFuture<Job>> waits = List.of(jobs.await(open, LONG), jobs.await(open, LONG));

        records.end(end(job));

        assertThat(waits).allMatch(CompletableFuture::isDone);
    }

    @Test
    void aWaitWhoseTimeIsUpAnswersWithTheJobAsItIsAndIsForgotten() {
        AcceptedJob job = accept("load-1");
        Jobs jobs = new Jobs(records, running, objects, NEVER);

        Job asItIs = jobs.await(find(jobs, job), Duration.ofMillis(20))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();

        assertThat(asItIs.status()).isEqualTo(JobStatus.QUEUED);
        // Just after the answer, by the thread that gave it.
        await().until(records::nobodyWaits);
    }

    private AcceptedJob accept(String id) {
        return records.accept(
                new AcceptedJob(id, JobKind.LOAD, List.of("jobs"), "somebody", NOW, Json.MAPPER.createObjectNode()));
    }

    private static EndedJob end(AcceptedJob job) {
        return new EndedJob(job.id(), JobStatus.SUCCEEDED, NOW, NOW, Optional.empty(), Optional.empty());
    }

    private static Job find(Jobs jobs, AcceptedJob job) {
        return jobs.find(job.id()).orElseThrow();
    }
}
