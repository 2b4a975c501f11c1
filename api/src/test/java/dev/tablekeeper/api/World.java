package dev.tablekeeper.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.api.operations.JobMetrics;
import dev.tablekeeper.api.operations.Metrics;
import dev.tablekeeper.api.security.Guard;
import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Plans;
import dev.tablekeeper.jobs.RetriedLoads;
import dev.tablekeeper.jobs.Retries;
import dev.tablekeeper.jobs.RunningJobs;
import dev.tablekeeper.jobs.SetAside;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.jobs.backup.BackupJobs;
import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.BackupUses;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.jobs.backup.Retention;
import dev.tablekeeper.jobs.backup.RetriedBackups;
import dev.tablekeeper.jobs.backup.Undos;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.json.WorkflowJson;
import dev.tablekeeper.model.row.Fingerprint;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.table.ViewDefinitions;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.model.workflow.TaskQueues;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import dev.tablekeeper.stores.contract.RowList;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbSettings;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbWarehouse;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import dev.tablekeeper.stores.swap.Swaps;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A server on a port of its own, over files, with a Temporal that has no worker until one is asked for. */
final class World implements AutoCloseable {
    static final String CSV = "1,Ann\n2,Bob\n";

    private static final Column ID = Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED);
    private static final Column NAME = Column.of("name", ColumnType.STRING, Column.Mode.NULLABLE);
    private static final TableDefinition PEOPLE = TableDefinition.of(
            "people", List.of("id"), List.of(ID, NAME, Column.of("pay", ColumnType.NUMERIC, Column.Mode.NULLABLE)));
    private static final ViewDefinition HIRED = new ViewDefinition(
            "hired",
            "Hires",
            "SELECT year, hired FROM (SELECT 2020 AS year, 3 AS hired UNION ALL SELECT 2021, 7) years"
                    + " WHERE (SELECT count(*) FROM ${dataset}.people) >= 0",
            List.of("year"));

    final Path root;
    final CrampedStore objects;
    final JobRecords records;
    final Metrics metrics = new Metrics();
    final FakeSwaps swaps = new FakeSwaps();
    final BackupPlace backups;
    final Plans plans;
    final AtomicBoolean ready = new AtomicBoolean(true);
    final ApiParts parts;
    final ApiServer server;
    final HttpClient http = HttpClient.newHttpClient();

    private final TestServer.InProcessTestServer temporal = TestServer.createServer(true);
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final DuckDbWarehouse warehouse;
    private Optional<WorkerFactory> workers = Optional.empty();
    private Optional<Description> description = Optional.empty();

    World(Path folder) {
        this(folder, Guard.none(), false);
    }

    /** @param exposed whether the server takes it that others can reach it */
    World(Path folder, Guard guard, boolean exposed) {
        this(folder, guard, exposed, ConnectionLimits.DEFAULT);
    }

    World(Path folder, Guard guard, boolean exposed, ConnectionLimits limits) {
        root = folder.resolve("objects");
        objects = new CrampedStore(new LocalObjectStore(root, ""));
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setChannel(temporal.getChannel())
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkflowJson.dataConverter())
                        .build());
        TableDefinitions tables =
                TableDefinitions.of(List.of(PEOPLE, table("keyless", List.of()), table("jobs", List.of("id"))));
        records = new JobRecords(objects, new JobMetrics(metrics.registry(), tables));
        Claims claims = new Claims(objects, Clock.systemUTC());
        Acceptance acceptance = new Acceptance(
                records,
                claims,
                new WorkflowStarter(WorkflowServers.of(client), new RunningJobs(WorkflowServers.of(client))),
                Clock.systemUTC());
        warehouse = DuckDbWarehouse.inMemory(objects, new DuckDbSettings(1, 64L << 20));
        Warehouse swapping = new DelegatingWarehouse(warehouse) {
            @Override
            public Swaps swaps() {
                return swaps;
            }
        };
        backups = new BackupPlace(new LocalObjectStore(folder.resolve("backups"), ""));
        plans = new Plans(objects);
        Undos undos = new Undos(records, plans, swapping, Clock.systemUTC());
        RetriedBackups again = new RetriedBackups(backups, undos);
        ViewDefinitions views = ViewDefinitions.of(List.of(HIRED));
        warehouse.prepare(tables.all(), views.all());
        Sources sources = new Sources(List.of(new Sources.Place("", objects, List.of("incoming/"))));
        parts = new ApiParts(
                tables,
                views,
                swapping,
                objects,
                sources,
                new IncomingUploads(objects, "incoming/"),
                claims,
                acceptance,
                new Jobs(records, new RunningJobs(WorkflowServers.of(client)), objects),
                new Retries(
                        records,
                        claims,
                        acceptance,
                        Clock.systemUTC(),
                        Map.of(
                                JobKind.LOAD,
                                new RetriedLoads(sources, new SetAside(objects, claims), records),
                                JobKind.RESTORE,
                                again,
                                JobKind.UNDO,
                                again)),
                new Backups(
                        backups,
                        new BackupUses(objects, records),
                        Retention.of("7d,5w,12m", ZoneOffset.UTC),
                        Clock.systemUTC()),
                new BackupJobs(acceptance, tables, Clock.systemUTC()),
                undos,
                Clock.systemUTC(),
                ready::get,
                Optional.of(new TemporalUi(URI.create("http://localhost:8233/"), "default")),
                Optional.of(metrics.registry()));
        server = new ApiServer(parts, guard, ListenAddress.of("", "127.0.0.1:0"), exposed, limits);
    }

    private static TableDefinition table(String name, List<String> key) {
        return TableDefinition.of(name, key, List.of(ID, NAME));
    }

    /** Puts two people into their table. */
    void employ() {
        RowList rows =
                RowList.of(RowList.row(1L, "Ann, \"the\" boss", new BigDecimal("1000")), RowList.row(2L, null, null));
        warehouse.write(
                new Operation("employ", "two"),
                List.of(new TableWrite(PEOPLE, TableWrite.Mode.APPEND, Rows.Pulled.counted(rows, rows.count()))),
                taken -> {});
    }

    /** Starts a worker whose loads end when they are told to. */
    Gate work() {
        Gate gate = new Gate(this);
        WorkerFactory factory = WorkerFactory.newInstance(client);
        var worker = factory.newWorker(TaskQueues.LOAD);
        worker.registerWorkflowImplementationTypes(GatedLoad.class);
        worker.registerActivitiesImplementations(gate);
        factory.start();
        workers = Optional.of(factory);
        return gate;
    }

    void end(String job, JobStatus status, long rejected) {
        Instant now = Instant.now();
        LoadCsv.Result result =
                new LoadCsv.Result(2, 2 - rejected, rejected, Optional.empty(), Optional.empty(), Optional.empty());
        records.end(
                new EndedJob(job, status, now, now, Optional.of(Json.MAPPER.valueToTree(result)), Optional.empty()));
    }

    void end(String job, JobStatus status, Object result) {
        Instant now = Instant.now();
        records.end(
                new EndedJob(job, status, now, now, Optional.of(Json.MAPPER.valueToTree(result)), Optional.empty()));
    }

    /** Makes a backup of these tables, of three rows each; its id. */
    String backedUp(Instant instant, Optional<String> label, String... tables) {
        String job = "backup-" + instant.getEpochSecond();
        String id = BackupPlace.id(instant, job);
        List<Manifest.Table> parts = Arrays.stream(tables)
                .map(table -> new Manifest.Table(
                        table,
                        table(table, List.of()),
                        3,
                        new Fingerprint("test", "00"),
                        List.of(new Manifest.File(table + "/part-00000.avro", 3, 100, "AAAAAA=="))))
                .toList();
        backups.seal(new Manifest(
                Manifest.FORMAT_VERSION,
                id,
                instant,
                instant.plusSeconds(1),
                label,
                new Manifest.Product("tablekeeper", "test"),
                job,
                parts,
                List.of(new Manifest.View("hired", "SELECT 1"))));
        return id;
    }

    void put(String name, String text) {
        objects.write(name, Condition.any(), text);
    }

    /** Puts it past the bounds of the cramped store. */
    void putLarge(String name, int bytes) {
        new LocalObjectStore(root, "").write(name, Condition.any(), new byte[bytes]);
    }

    List<String> objects(String prefix) {
        return objects.list(prefix, "", 1_000).stream().map(StoredObject::name).toList();
    }

    /** Files of uploads that have not arrived whole. */
    List<Path> unfinished() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(".tmp"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .toList();
        }
    }

    Reply get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    Reply load(String table, String csv, String... headers) {
        return send(request("/v1/tables/" + table + "/loads", headers)
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(csv)));
    }

    Reply post(String path, String json, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Without a body. */
    Reply post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    Reply delete(String path, String... headers) {
        return send(request(path, headers).DELETE());
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(server.uri() + path)).version(HttpClient.Version.HTTP_1_1);
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder;
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpRequest built = request.build();
            HttpResponse<String> response =
                    http.send(built, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (built.uri().getPort() == server.uri().getPort()
                    && !built.method().equals("HEAD")) {
                description()
                        .check(
                                built.method().toLowerCase(Locale.ROOT),
                                built.uri().getPath(),
                                response);
            }
            return new Reply(response);
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What the server says of itself, as it is served; each of its answers has to be like that. */
    Description description() throws IOException, InterruptedException {
        if (description.isEmpty()) {
            HttpRequest request = request("/openapi.json").build();
            description = Optional.of(
                    Description.of(http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                            .body()));
        }
        return description.get();
    }

    /** Sends a head and the beginning of a body as they are, over a connection of their own. */
    Socket connect(String body, String... head) throws IOException {
        Socket socket = new Socket(server.uri().getHost(), server.uri().getPort());
        String request = String.join("\r\n", head) + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** Sends a head as it is, and returns all that comes back until the connection ends. */
    String raw(String... head) throws IOException {
        try (Socket socket = connect("", head)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        server.close();
        workers.ifPresent(WorkerFactory::shutdownNow);
        stubs.shutdownNow();
        stubs.awaitTermination(5, TimeUnit.SECONDS);
        temporal.close();
        warehouse.close();
        metrics.close();
    }

    record Reply(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            try {
                return Json.MAPPER.readTree(body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + body(), e);
            }
        }

        String id() {
            return json().path("id").asText();
        }

        String type() {
            return json().path("type").asText();
        }
    }
}
