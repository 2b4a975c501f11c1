package dev.tablekeeper.worker.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Inserts;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.JobIds;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.Plans;
import dev.tablekeeper.jobs.RetriedInserts;
import dev.tablekeeper.jobs.RetriedLoads;
import dev.tablekeeper.jobs.Retries;
import dev.tablekeeper.jobs.RunningJobs;
import dev.tablekeeper.jobs.SetAside;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.jobs.StoredLoads;
import dev.tablekeeper.jobs.Sweeper;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.jobs.backup.BackupJobs;
import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.BackupUses;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.jobs.backup.Retention;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.json.WorkflowJson;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ResultTable;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbSettings;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbWarehouse;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.Workers;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Everything a load needs, small: local files, DuckDB, Temporal's test server, a worker. Doors can be wrapped. */
public final class LoadWorld implements AutoCloseable {
    public final ObjectStore objects;
    public final Warehouse warehouse;
    public final JobRecords records;
    public final Jobs jobs;
    public final Acceptance acceptance;
    public final StoredLoads stored;
    public final Inserts inserts;
    public final Retries retries;
    public final WorkflowClient client;
    public final Sweeper sweeper;
    public final Backups backups;
    public final BackupJobs backupJobs;
    public final Plans plans;
    public final TableDefinitions tables = TableDefinitions.load(Path.of("..", "tables"));

    private final TestWorkflowEnvironment temporal;
    private final Workers.Serving workers;

    public LoadWorld(Path folder) {
        this(folder, UnaryOperator.identity(), UnaryOperator.identity());
    }

    public LoadWorld(Path folder, UnaryOperator<ObjectStore> aroundObjects, UnaryOperator<Warehouse> aroundWarehouse) {
        this(folder, aroundObjects, aroundWarehouse, Optional.empty());
    }

    /** @param elsewhere the incoming place, where it is not among the objects */
    LoadWorld(
            Path folder,
            UnaryOperator<ObjectStore> aroundObjects,
            UnaryOperator<Warehouse> aroundWarehouse,
            Optional<ObjectStore> elsewhere) {
        objects = aroundObjects.apply(new LocalObjectStore(folder.resolve("objects"), ""));
        warehouse = aroundWarehouse.apply(
                DuckDbWarehouse.open(folder.resolve("warehouse.duckdb"), objects, DuckDbSettings.defaults()));
        warehouse.prepare(tables.all(), List.of());
        temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkflowJson.dataConverter())
                        .build())
                .build());
        client = temporal.getWorkflowClient();
        Clock clock = Clock.systemUTC();
        records = new JobRecords(objects);
        Claims claims = new Claims(objects, clock);
        RunningJobs running = new RunningJobs(WorkflowServers.of(client));
        WorkflowStarter starter = new WorkflowStarter(WorkflowServers.of(client), running);
        jobs = new Jobs(records, running, objects);
        acceptance = new Acceptance(records, claims, starter, clock);
        inserts = new Inserts(objects, acceptance, claims, clock);
        sweeper = new Sweeper(records, starter, running, Duration.ofSeconds(3));
        Sources sources = new Sources(elsewhere
                .map(other -> List.of(
                        new Sources.Place(Names.INCOMING, other, List.of("")),
                        new Sources.Place("", objects, List.of())))
                .orElseGet(() -> List.of(new Sources.Place("", objects, List.of(Names.INCOMING)))));
        stored = new StoredLoads(sources, acceptance, claims, jobs, clock);
        RetriedLoads loads = new RetriedLoads(sources, new SetAside(objects, claims), records);
        retries = new Retries(
                records,
                claims,
                acceptance,
                clock,
                Map.of(JobKind.INSERT, new RetriedInserts(objects, records), JobKind.LOAD, loads));
        plans = new Plans(objects);
        ObjectStore place = aroundObjects.apply(new LocalObjectStore(folder.resolve("backups"), ""));
        backups = new Backups(
                new BackupPlace(place),
                new BackupUses(objects, records),
                Retention.of("7d,5w,12m", ZoneOffset.UTC),
                clock);
        backupJobs = new BackupJobs(acceptance, tables, clock);
        workers = new Workers(new WorkerParts(
                        tables,
                        objects,
                        warehouse,
                        sources,
                        records,
                        plans,
                        claims,
                        backups,
                        clock,
                        WorkerParts.HEARTBEAT_TIMEOUT))
                .serve(client);
    }

    /** Uploads and loads; returns the job when it has ended. */
    public Job load(String table, String csv, Map<String, ?> options) {
        return load(table, csv.getBytes(StandardCharsets.UTF_8), options);
    }

    Job load(String table, byte[] file, Map<String, ?> options) {
        return await(accept(table, file, options));
    }

    /** Uploads and accepts; returns the job's id at once. */
    String accept(String table, byte[] file, Map<String, ?> options) {
        String id = JobIds.next(JobKind.LOAD, Clock.systemUTC().instant());
        objects.write(Names.upload(id), Condition.absent(), file);
        return accept(id, table, Names.upload(id), options);
    }

    /** Loads what lies in the store; returns the job when it has ended. */
    Job loadUri(String table, String uri, Map<String, ?> options) {
        return await(accept(JobIds.next(JobKind.LOAD, Clock.systemUTC().instant()), table, uri, options));
    }

    /** The same, swept meanwhile, as it is where the system runs. */
    public Job awaitSwept(String id) {
        for (int looks = 0; looks < 60; looks++) {
            Job job = jobs.await(jobs.find(id).orElseThrow(), Duration.ofSeconds(1))
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            if (job.status().ended()) {
                return await(id);
            }
            sweeper.sweep();
        }
        return await(id);
    }

    /** The same for one that takes minutes. */
    public Job awaitLong(String id) {
        for (int looks = 0; looks < 5; looks++) {
            Job job = jobs.await(jobs.find(id).orElseThrow(), Duration.ofSeconds(60))
                    .orTimeout(90, TimeUnit.SECONDS)
                    .join();
            if (job.status().ended()) {
                break;
            }
        }
        return await(id);
    }

    /** The job when it has ended and its workflow has tidied up. */
    public Job await(String id) {
        Job job = jobs.await(jobs.find(id).orElseThrow(), Duration.ofSeconds(60))
                .orTimeout(90, TimeUnit.SECONDS)
                .join();
        client.newUntypedWorkflowStub(job.workflowId())
                .getResultAsync(60, TimeUnit.SECONDS, JsonNode.class)
                .handle((result, failure) -> result)
                .join();
        return job;
    }

    LoadCsv.Result result(Job job) {
        return Json.MAPPER.convertValue(
                job.result().orElseThrow(() -> new AssertionError("no result: " + job)), LoadCsv.Result.class);
    }

    String rejects(Job job) {
        return new String(objects.read(Names.rejects(job.id())).orElseThrow(), StandardCharsets.UTF_8);
    }

    public TableDefinition table(String name) {
        return tables.find(name).orElseThrow();
    }

    public List<List<Object>> rows(String table) {
        ResultTable sample = warehouse.sample(table(table), 1_000);
        return sample.rows();
    }

    public List<String> staged(String job) {
        return objects.list(Names.staging(job), "", 100).stream()
                .map(o -> o.name())
                .toList();
    }

    @Override
    public void close() {
        workers.close();
        temporal.close();
        warehouse.close();
    }

    private String accept(String id, String table, String uri, Map<String, ?> options) {
        Map<String, Object> input = new LinkedHashMap<>(options);
        input.put("table", table);
        input.put("uri", uri);
        JsonNode json = Json.MAPPER.valueToTree(Json.MAPPER.convertValue(input, LoadCsv.Input.class));
        return acceptance
                .accept(new JobRequest(
                        JobKind.LOAD, List.of(table), "test", id, job -> json, Optional.empty(), Optional.empty()))
                .job()
                .id();
    }
}
