package dev.tablekeeper.standalone.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.AcceptedJob;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.RunningJobs;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.jobs.backup.BackupJobs;
import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.BackupUses;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.jobs.backup.Retention;
import dev.tablekeeper.model.json.WorkflowJson;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DailyClockTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

    private final TestServer.InProcessTestServer temporal = TestServer.createServer(true);
    private final WorkflowServiceStubs stubs =
            WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setChannel(temporal.getChannel())
                    .build());
    private final WorkflowServers servers = WorkflowServers.of(WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                    .setDataConverter(WorkflowJson.dataConverter())
                    .build()));
    private final RunningJobs running = new RunningJobs(servers);
    private final SetClock clock = new SetClock("2026-11-25T12:00:00Z");
    private final AtomicReference<String> refused = new AtomicReference<>("nothing");
    private ObjectStore objects;
    private JobRecords records;
    private Jobs jobs;
    private BackupPlace place;

    @BeforeEach
    void open(@TempDir Path folder) {
        objects = new DelegatingObjectStore(new LocalObjectStore(folder.resolve("objects"), "")) {
            @Override
            public ObjectWriter create(String name, Condition condition) {
                if (name.startsWith(refused.get())) {
                    throw new StoreFailure(FailureType.UNAVAILABLE, "away");
                }
                return super.create(name, condition);
            }
        };
        records = new JobRecords(objects);
        jobs = new Jobs(records, running, objects);
        place = new BackupPlace(new LocalObjectStore(folder.resolve("backups"), ""));
    }

    @AfterEach
    void close() {
        stubs.shutdownNow();
        temporal.close();
    }

    private BackupJobs backupJobs() {
        TableDefinition table = TableDefinition.of(
                "people", List.of(), List.of(Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED)));
        return new BackupJobs(
                new Acceptance(records, new Claims(objects, clock), new WorkflowStarter(servers, running), clock),
                TableDefinitions.of(List.of(table)),
                clock);
    }

    private Backups backups() {
        return new Backups(place, new BackupUses(objects, records), Retention.of("7d", MADRID), clock);
    }

    /** As after a restart: what the one before remembers is forgotten. */
    private DailyClock restarted() {
        return DailyClock.of(LocalTime.of(8, 0), MADRID, clock, objects, backupJobs(), backups());
    }

    private void backedUp() {
        Instant instant = clock.instant();
        place.seal(new Manifest(
                Manifest.FORMAT_VERSION,
                BackupPlace.id(instant, "backup-1"),
                instant,
                instant,
                Optional.empty(),
                new Manifest.Product("tablekeeper", "test"),
                "backup-1",
                List.of(),
                List.of()));
    }

    private void at(DailyClock daily, String now) {
        clock.set(now);
        daily.look();
    }

    private List<Job> all(JobKind kind) {
        return jobs.list(new Jobs.Filter(Optional.of(kind), Optional.empty(), Optional.empty()), 100, Optional.empty())
                .jobs();
    }

    private int backupsStarted() {
        return all(JobKind.BACKUP).size();
    }

    @Test
    void aFreshInstallationHasMissedNothing() {
        restarted().look();
        restarted().look();

        assertThat(backupsStarted()).isZero();
    }

    @Test
    void aBackupOfAllTablesIsStartedOnceADate() {
        DailyClock daily = restarted();
        daily.look();
        at(daily, "2026-11-26T06:59:59Z");
        assertThat(backupsStarted()).isZero();
        at(daily, "2026-11-26T07:00:00Z");
        at(daily, "2026-11-26T07:00:05Z");
        at(restarted(), "2026-11-26T07:00:06Z");
        assertThat(backupsStarted()).isEqualTo(1);
        Job job = all(JobKind.BACKUP).get(0);
        assertThat(job.startedBy()).isEqualTo("schedule");
        assertThat(job.input().path("tables")).isEmpty();
        assertThat(job.input().has("label")).isFalse();

        at(daily, "2026-11-27T08:30:00Z");
        assertThat(backupsStarted()).isEqualTo(2);
    }

    @Test
    void aClockThatIsSetBackAndGoesOnStartsNothingTwice() {
        DailyClock daily = restarted();
        daily.look();
        at(daily, "2026-11-26T07:00:00Z");
        at(daily, "2026-11-26T06:30:00Z");
        at(restarted(), "2026-11-26T06:59:00Z");
        at(daily, "2026-11-26T07:00:00Z");

        assertThat(backupsStarted()).isEqualTo(1);
    }

    @Test
    void ofThoseThatWereMissedTheLatestIsMadeUpFor() {
        restarted().look();
        at(restarted(), "2026-12-04T06:00:00Z");
        at(restarted(), "2026-12-04T06:00:10Z");
        assertThat(backupsStarted()).isEqualTo(1);

        at(restarted(), "2026-12-04T07:00:00Z");
        assertThat(backupsStarted()).isEqualTo(2);
    }

    @Test
    void aClockThatWasFarAheadAtFirstDoesNotKeepBackupsAway() {
        clock.set("2036-01-01T00:00:00Z");
        restarted().look();
        DailyClock daily = restarted();
        at(daily, "2026-11-25T12:00:00Z");
        assertThat(backupsStarted()).isZero();

        at(daily, "2026-11-26T07:00:00Z");
        assertThat(backupsStarted()).isEqualTo(1);
    }

    @Test
    void whatCannotBeStartedIsTriedAgain() {
        DailyClock daily = restarted();
        daily.look();
        refused.set("jobs/record");
        at(daily, "2026-11-26T07:00:00Z");
        assertThat(backupsStarted()).isZero();
        refused.set("nothing");
        at(restarted(), "2026-11-26T07:00:05Z");
        at(daily, "2026-11-26T07:00:06Z");

        assertThat(backupsStarted()).isEqualTo(1);
    }

    @Test
    void aDrillIsStartedOnceAWeekWhenThereIsABackup() {
        DailyClock daily = restarted();
        daily.look();
        at(daily, "2026-11-29T08:00:00Z");
        assertThat(all(JobKind.VERIFY)).isEmpty();
        backedUp();
        at(daily, "2026-11-29T08:00:05Z");
        at(restarted(), "2026-11-30T12:00:00Z");
        assertThat(all(JobKind.VERIFY)).hasSize(1);
        assertThat(all(JobKind.VERIFY).get(0).startedBy()).isEqualTo("schedule");

        at(restarted(), "2026-12-06T12:00:00Z");
        assertThat(all(JobKind.VERIFY)).hasSize(2);
    }

    @Test
    void aSinceThatGotGarbledIsBegunAnew() {
        restarted().look();
        objects.write("jobs/schedule/since", Condition.any(), "\u0000");
        at(restarted(), "2026-11-26T12:00:00Z");
        assertThat(backupsStarted()).isZero();
        at(restarted(), "2026-11-27T12:00:00Z");

        assertThat(backupsStarted()).isEqualTo(1);
    }

    @Test
    void itLooksByItselfUntilItIsClosed() {
        restarted().look();
        clock.set("2026-11-26T07:00:00Z");
        DailyClock daily = DailyClock.start(LocalTime.of(8, 0), MADRID, clock, objects, backupJobs(), backups());
        await().until(() -> backupsStarted() == 1);
        daily.close();
        AcceptedJob job = records.accepted(all(JobKind.BACKUP).get(0).id()).orElseThrow();
        assertThat(job.createdAt()).isEqualTo(clock.instant());
    }
}
