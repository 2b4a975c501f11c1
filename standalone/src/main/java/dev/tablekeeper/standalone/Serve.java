package dev.tablekeeper.standalone;

import com.uber.m3.tally.Scope;
import dev.tablekeeper.api.ApiParts;
import dev.tablekeeper.api.ApiServer;
import dev.tablekeeper.api.IncomingUploads;
import dev.tablekeeper.api.OperationsServer;
import dev.tablekeeper.api.operations.JobMetrics;
import dev.tablekeeper.api.operations.Metrics;
import dev.tablekeeper.api.operations.Readiness;
import dev.tablekeeper.api.security.Admission;
import dev.tablekeeper.api.security.Guard;
import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Expiry;
import dev.tablekeeper.jobs.JobRecords;
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
import dev.tablekeeper.jobs.Sweeping;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.jobs.backup.BackupJobs;
import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.BackupUses;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.jobs.backup.Retention;
import dev.tablekeeper.jobs.backup.RetriedBackups;
import dev.tablekeeper.jobs.backup.Undos;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.table.ViewDefinitions;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.standalone.clock.DailyClock;
import dev.tablekeeper.standalone.incoming.IncomingFolder;
import dev.tablekeeper.standalone.incoming.IncomingPlace;
import dev.tablekeeper.standalone.temporal.TemporalChoice;
import dev.tablekeeper.standalone.temporal.TemporalConnection;
import dev.tablekeeper.standalone.temporal.TemporalMetrics;
import dev.tablekeeper.standalone.temporal.Wire;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.embedded.files.FolderLock;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.Workers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole system in one JVM: API, workers, Temporal, warehouse and objects. */
public final class Serve implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

    /** Within this time after {@link #close} began the process is at rest, or may be ended: nothing is lost. */
    public static final Duration REST = Duration.ofSeconds(30);

    /** How long what a restore has replaced is kept: an hour more than a day, so that an undoing of the last minute ends. */
    private static final Duration KEPT = Duration.ofHours(25);

    private static final String PROBE = "jobs/probe";

    /** Where a process keeps what is its own, if its objects are not in a folder. */
    private static final Path DATA = Path.of("data", "objects");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Readiness readiness = new Readiness();
    private Optional<OperationsServer> operations = Optional.empty();
    private Optional<Workers> workers = Optional.empty();
    private ApiServer api;

    private Serve() {}

    /**
     * Starts everything; what was accepted before goes on.
     *
     * @throws Failure with a line for each thing that is in the way and what to do
     */
    public static Serve start(Configuration configuration) {
        return start(configuration, Doors.PLAIN);
    }

    /** The same, with something put around the doors. */
    public static Serve start(Configuration configuration, Doors doors) {
        Serve serve = new Serve();
        try {
            serve.open(configuration, doors);
            return serve;
        } catch (RuntimeException e) {
            serve.close();
            throw e;
        }
    }

    /** Where the API answers. */
    public URI uri() {
        return api.uri();
    }

    /** Where metrics and states are, if anywhere. */
    public Optional<URI> operationsUri() {
        return operations.map(OperationsServer::uri);
    }

    /** Takes no more requests, lets the workers finish what they can, closes the stores. May be called twice. */
    @Override
    public synchronized void close() {
        readiness.stopping();
        if (api != null && !parts.isEmpty()) {
            LOG.info(
                    "stopping: up to {} s for {} requests and {} steps of jobs; what is not done goes on at the next start",
                    REST.toSeconds(),
                    api.requests(),
                    stepsUnderWay());
        }
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("while stopping: {}", e.toString());
            }
        }
    }

    private int stepsUnderWay() {
        return workers.map(Workers::stepsUnderWay).orElse(0);
    }

    private void open(Configuration given, Doors doors) {
        SecretStore secrets = StoreChoice.secrets(given);
        Configuration configuration = given.withSecrets(secrets);
        Guard guard = KeySettings.guard(configuration, secrets);
        ApiServer.requireKeys(configuration.get(Configuration.LISTEN), guard);
        Optional<String> operationsListen = operationsListen(configuration);
        Clock clock = Clock.tickMillis(ZoneOffset.UTC);
        TableDefinitions tables = TableDefinitions.load(configuration.folder(Configuration.TABLES));
        ViewDefinitions views = ViewDefinitions.load(configuration.folder(Configuration.VIEWS), tables);
        StoreChoice stores = new StoreChoice(configuration);
        Optional<Path> objectsFolder = stores.folder(Configuration.OBJECTS);
        Optional<Path> backupsFolder = stores.folder(Configuration.BACKUPS);
        BackupSettings.requireApart(configuration, objectsFolder, backupsFolder);
        // Several processes may share a bucket; a folder is one process's.
        objectsFolder.ifPresent(folder -> keep(lock(folder, Configuration.OBJECTS, configuration)));
        backupsFolder.ifPresent(folder -> keep(lock(folder, Configuration.BACKUPS, configuration)));
        Metrics metrics = keep(new Metrics());
        keep(readiness);
        operations = operationsListen.map(listen -> keep(new OperationsServer(metrics, readiness, listen)));
        ObjectStore objects = doors.objects().apply(stores.objects(Configuration.OBJECTS));
        Optional<IncomingBucket> arriving = objectsFolder.isPresent()
                ? Optional.empty()
                : Optional.of(IncomingBucket.of(configuration, objects, stores::bucket));
        requireWritable(objects, configuration);
        Warehouse warehouse = keep(doors.warehouse().apply(stores.warehouse(objects, clock)));
        warehouse.prepare(tables.all(), views.all());
        readiness.needs("objects", () -> requireRoom(objects));
        readiness.needs("warehouse", warehouse::check);
        ZoneId zone = BackupSettings.zone(configuration);
        Optional<LocalTime> backupAt = BackupSettings.backupAt(configuration);
        Retention retention = BackupSettings.retention(configuration, zone);
        Optional<IncomingPlace> incoming = objectsFolder.map(folder -> incoming(configuration, folder));
        Sources sources = sources(
                configuration,
                stores,
                incoming.map(place -> place.places(objects))
                        .orElseGet(() -> arriving.orElseThrow().places(objects)));
        JobRecords records = new JobRecords(objects, new JobMetrics(metrics.registry(), tables));
        Claims claims = new Claims(objects, clock);
        Plans plans = new Plans(objects);
        Scope temporalMetrics = keep(TemporalMetrics.scope(metrics.registry()));
        TemporalConnection temporal = keep(TemporalChoice.open(
                configuration, objectsFolder.orElse(DATA), new Wire(doors.temporal(), temporalMetrics)));
        LOG.info("{}", temporal.description());
        if (objectsFolder.isEmpty() && !TemporalChoice.shared(configuration)) {
            LOG.warn(
                    "No other process may work with {} meanwhile: its jobs are known to this process's Temporal alone. Set"
                            + " TEMPORAL_ADDRESS to share a Temporal",
                    configuration.get(Configuration.OBJECTS));
        }
        readiness.needs("temporal", () -> requireReachable(temporal));
        RunningJobs running = new RunningJobs(temporal.servers());
        WorkflowStarter starter = new WorkflowStarter(temporal.servers(), running, temporal::searchable);
        Backups backups = new Backups(
                new BackupPlace(doors.objects().apply(stores.objects(Configuration.BACKUPS))),
                new BackupUses(objects, records),
                retention,
                clock);
        workers = Optional.of(new Workers(new WorkerParts(
                tables,
                objects,
                warehouse,
                sources,
                records,
                plans,
                claims,
                backups,
                clock,
                WorkerParts.HEARTBEAT_TIMEOUT)));
        workers.ifPresent(temporal::serve);
        Sweeping sweeping = keep(new Sweeping(
                new Sweeper(records, starter, running),
                List.of(
                        new Sweeping.Chore(
                                "Deleting what has had its time",
                                new Expiry(objects, records, clock, keepJobs(configuration))::sweep),
                        new Sweeping.Chore("Deleting what is left of backups", backups::sweep),
                        new Sweeping.Chore(
                                "Dropping the tables that restores have kept",
                                () -> warehouse.swaps().dropKept(clock.instant().minus(KEPT))))));
        temporal.whenMoved(sweeping::soon);
        Acceptance acceptance = new Acceptance(records, claims, starter, clock);
        Jobs jobs = new Jobs(records, running, objects);
        SetAside aside = new SetAside(objects, claims);
        BackupJobs backupJobs = new BackupJobs(acceptance, tables, clock);
        Undos undos = new Undos(records, plans, warehouse, clock);
        RetriedBackups again = new RetriedBackups(backups.place(), undos);
        Retries retries = new Retries(
                records,
                claims,
                acceptance,
                clock,
                Map.of(
                        JobKind.INSERT, new RetriedInserts(objects, records),
                        JobKind.LOAD, new RetriedLoads(sources, aside, records),
                        JobKind.BACKUP, again,
                        JobKind.RESTORE, again,
                        JobKind.VERIFY, again,
                        JobKind.UNDO, again));
        api = keep(new ApiServer(
                new ApiParts(
                        tables,
                        views,
                        warehouse,
                        objects,
                        sources,
                        arriving.map(place -> new IncomingUploads(place.store(), place.prefix()))
                                .orElseGet(() -> new IncomingUploads(objects, Names.INCOMING)),
                        claims,
                        acceptance,
                        jobs,
                        retries,
                        backups,
                        backupJobs,
                        undos,
                        clock,
                        () -> readiness.report().ready(),
                        temporal.ui(),
                        Optional.of(metrics.registry())),
                guard,
                configuration.get(Configuration.LISTEN)));
        StoredLoads storedLoads = new StoredLoads(sources, acceptance, claims, jobs, clock);
        incoming.ifPresent(place -> keep(new IncomingFolder(place, storedLoads, records, sources, aside))
                .start());
        backupAt.ifPresent(at -> keep(DailyClock.start(at, zone, clock, objects, backupJobs, backups)));
        metrics.show("tablekeeper.requests.under.way", "Requests that have not been answered", api::requests);
        metrics.show("tablekeeper.steps.under.way", "Steps of jobs that workers are doing", this::stepsUnderWay);
        metrics.show(
                "tablekeeper.jobs.open",
                "Jobs that have not ended",
                () -> jobs.open().size());
        readiness.serving();
    }

    private static Duration keepJobs(Configuration configuration) {
        Duration keep = configuration.days(Configuration.KEEP_JOBS);
        if (keep.compareTo(Expiry.KEYS) < 0) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    Configuration.KEEP_JOBS + "=" + keep.toDays()
                            + "d is too short: idempotency keys are remembered for " + Expiry.KEYS.toDays()
                            + " days, and so are jobs at least");
        }
        return keep;
    }

    private static Optional<String> operationsListen(Configuration configuration) {
        String listen = configuration.get(Configuration.OPERATIONS_LISTEN);
        if (listen.equals(Configuration.OFF)) {
            return Optional.empty();
        }
        if (OperationsServer.collide(configuration.get(Configuration.LISTEN), listen)) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    Configuration.LISTEN + " and " + Configuration.OPERATIONS_LISTEN + " both say " + listen
                            + "; give each a port of its own, or switch the second off.");
        }
        return Optional.of(listen);
    }

    private static FolderLock lock(Path folder, String setting, Configuration configuration) {
        try {
            return FolderLock.take(folder, setting);
        } catch (StoreFailure e) {
            throw e.type() == FailureType.NOT_POSSIBLE ? e : notWritable(setting, configuration, e);
        }
    }

    private static void requireWritable(ObjectStore objects, Configuration configuration) {
        try {
            objects.write(PROBE, Condition.any(), new byte[0]);
        } catch (Failure e) {
            throw notWritable(Configuration.OBJECTS, configuration, e);
        }
    }

    private static Failure notWritable(String setting, Configuration configuration, Failure e) {
        return new Failure(
                e.type(),
                setting + "=" + configuration.get(setting) + " cannot be written (" + e.getMessage()
                        + "). Name a place that can, or give this account the right to write there.",
                e);
    }

    private static void requireRoom(ObjectStore objects) {
        requireProbe(objects);
        long room = objects.room();
        if (room < Admission.LEAST_DISK_BYTES) {
            throw new Failure(
                    FailureType.STORAGE_FULL,
                    "only " + (room >> 20) + " MB are left there, so nothing new is accepted; make room");
        }
    }

    /** What was written at the start is still there, unless the place was lost or exchanged. */
    private static void requireProbe(ObjectStore objects) {
        if (objects.find(PROBE).isEmpty()) {
            throw new Failure(FailureType.UNAVAILABLE, "what was written there at the start is gone");
        }
    }

    private static void requireReachable(TemporalConnection temporal) {
        if (!temporal.reachable()) {
            throw new Failure(FailureType.UNAVAILABLE, "it does not answer (" + temporal.description() + ")");
        }
    }

    private static IncomingPlace incoming(Configuration configuration, Path objects) {
        String where = configuration.get(Configuration.INCOMING);
        return where.equals(Configuration.INCOMING_AMONG_OBJECTS)
                ? IncomingPlace.among(objects)
                : IncomingPlace.at(Path.of(configuration.after("file:", Configuration.INCOMING)), objects);
    }

    /** @param incoming the places that everybody with the scope may load from */
    private static Sources sources(Configuration configuration, StoreChoice stores, List<Sources.Place> incoming) {
        List<Sources.Place> places = new ArrayList<>(incoming);
        for (String from : configuration.list(Configuration.LOAD_FROM)) {
            String prefix = from.endsWith("/") ? from : from + "/";
            places.add(new Sources.Place(prefix, place(stores, prefix), List.of("")));
        }
        return new Sources(places);
    }

    static ObjectStore place(StoreChoice stores, String prefix) {
        if (prefix.startsWith("gs://")) {
            return stores.bucket(Configuration.LOAD_FROM, prefix);
        }
        if (prefix.startsWith("file:")) {
            return new LocalObjectStore(Path.of(prefix.substring("file:".length())), prefix);
        }
        throw new Failure(
                FailureType.INVALID_REQUEST,
                Configuration.LOAD_FROM + " names '" + prefix
                        + "', which is not understood here; it begins with file: or" + " gs://");
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }
}
