package dev.tablekeeper.standalone.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Expiry;
import dev.tablekeeper.jobs.JobIds;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.Plans;
import dev.tablekeeper.jobs.RunningJobs;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.jobs.Sweeper;
import dev.tablekeeper.jobs.Sweeping;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.BackupUses;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.jobs.backup.Retention;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbSettings;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbWarehouse;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.Workers;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two in-process servers take turns, and no job notices. */
class TurnsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final long TURN_AFTER = 40;

    private final Set<String> stuck = ConcurrentHashMap.newKeySet();
    private Warehouse warehouse;
    private ObjectStore objects;
    private InProcessTemporal temporal;
    private Acceptance acceptance;
    private Sweeping sweeping;
    private Jobs jobs;

    @BeforeEach
    void open(@TempDir Path folder) {
        objects = new DelegatingObjectStore(new LocalObjectStore(folder.resolve("objects"), "")) {
            @Override
            public ObjectWriter create(String name, Condition condition) {
                if (stuck.stream().anyMatch(job -> name.contains(job) && name.endsWith("ended.json"))) {
                    throw new StoreFailure(FailureType.STORAGE_FULL, "no room");
                }
                return super.create(name, condition);
            }
        };
        warehouse = DuckDbWarehouse.open(folder.resolve("warehouse.duckdb"), objects, DuckDbSettings.defaults());
        TableDefinitions tables = TableDefinitions.load(Path.of("..", "tables"));
        warehouse.prepare(tables.all(), List.of());
        temporal = new InProcessTemporal(Wire.PLAIN, TURN_AFTER);
        JobRecords records = new JobRecords(objects);
        Claims claims = new Claims(objects, CLOCK);
        RunningJobs running = new RunningJobs(temporal.servers());
        WorkflowStarter starter = new WorkflowStarter(temporal.servers(), running);
        jobs = new Jobs(records, running, objects);
        acceptance = new Acceptance(records, claims, starter, CLOCK);
        Sources sources = new Sources(List.of(new Sources.Place("", objects, List.of(Names.INCOMING))));
        temporal.serve(new Workers(new WorkerParts(
                tables,
                objects,
                warehouse,
                sources,
                records,
                new Plans(objects),
                claims,
                new Backups(
                        new BackupPlace(new LocalObjectStore(folder.resolve("backups"), "")),
                        new BackupUses(objects, records),
                        Retention.of("7d", ZoneOffset.UTC),
                        CLOCK),
                CLOCK,
                WorkerParts.HEARTBEAT_TIMEOUT)));
        sweeping = new Sweeping(
                new Sweeper(records, starter, running),
                List.of(new Sweeping.Chore(
                        "Deleting", new Expiry(objects, records, CLOCK, Duration.ofDays(90))::sweep)));
        temporal.whenMoved(sweeping::soon);
    }

    @AfterEach
    void close() {
        sweeping.close();
        temporal.close();
        warehouse.close();
    }

    @Test
    void manyJobsPassThroughSeveralServersEachOnce() {
        WorkflowClient first = temporal.servers().clients().get(0);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(accept(i + ",D\n"));
            assertThat(temporal.servers().clients()).hasSizeLessThanOrEqualTo(4);
        }

        for (String id : ids) {
            awaitStatus(id, JobStatus.SUCCEEDED);
        }
        assertThat(warehouse.count("departments")).isEqualTo(40);
        await().atMost(PATIENCE).until(() -> !temporal.servers().clients().contains(first));
    }

    @Test
    void aJobThatWaitsGoesOverToTheFreshServerAndEndsThere() {
        WorkflowClient first = temporal.servers().clients().get(0);
        String waiting = JobIds.next(JobKind.LOAD, CLOCK.instant());
        stuck.add(waiting);
        accept(waiting, "1,Waits\n");
        await().atMost(PATIENCE).until(() -> warehouse.count("departments") == 1);

        List<String> others = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            others.add(accept(others.size() + 10 + ",D\n"));
            return !temporal.servers().clients().contains(first);
        });
        assertThat(jobs.find(waiting).orElseThrow().status().ended()).isFalse();
        stuck.clear();

        awaitStatus(waiting, JobStatus.SUCCEEDED);
        others.forEach(id -> awaitStatus(id, JobStatus.SUCCEEDED));
        assertThat(warehouse.count("departments")).isEqualTo(1 + others.size());
    }

    private void awaitStatus(String id, JobStatus status) {
        try {
            await("job " + id)
                    .atMost(PATIENCE)
                    .until(() -> jobs.find(id).orElseThrow().status(), status::equals);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(jobs.find(id) + "\n" + histories(id), e);
        }
    }

    private String histories(String id) {
        StringBuilder text = new StringBuilder();
        for (WorkflowClient client : temporal.servers().clients()) {
            text.append(client).append('\n');
            try {
                client.fetchHistory(id)
                        .getEvents()
                        .forEach(event -> text.append("  ")
                                .append(event.getEventId())
                                .append(' ')
                                .append(event.getEventTime().getSeconds())
                                .append(' ')
                                .append(event.getEventType())
                                .append('\n'));
            } catch (StatusRuntimeException e) {
                text.append("  ").append(e.getMessage()).append('\n');
            }
        }
        return text.toString();
    }

    private String accept(String csv) {
        return accept(JobIds.next(JobKind.LOAD, CLOCK.instant()), csv);
    }

    private String accept(String id, String csv) {
        objects.write(Names.upload(id), Condition.absent(), csv);
        acceptance.accept(new JobRequest(
                JobKind.LOAD,
                List.of("departments"),
                "test",
                id,
                job -> Json.MAPPER.valueToTree(Map.of("table", "departments", "uri", Names.upload(job))),
                Optional.empty(),
                Optional.empty()));
        return id;
    }
}
