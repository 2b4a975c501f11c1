package dev.tablekeeper.standalone;

import dev.tablekeeper.api.ApiParts;
import dev.tablekeeper.api.ApiServer;
import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Expiry;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Plans;
import dev.tablekeeper.jobs.RunningJobs;
import dev.tablekeeper.jobs.SetAside;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.jobs.StoredLoads;
import dev.tablekeeper.jobs.Sweeper;
import dev.tablekeeper.jobs.Sweeping;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.table.ViewDefinitions;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.standalone.incoming.IncomingFolder;
import dev.tablekeeper.standalone.incoming.IncomingPlace;
import dev.tablekeeper.standalone.temporal.InProcessTemporal;
import dev.tablekeeper.standalone.temporal.TemporalConnection;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbSettings;
import dev.tablekeeper.stores.embedded.duckdb.DuckDbWarehouse;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import dev.tablekeeper.stores.embedded.secrets.EnvironmentSecretStore;
import dev.tablekeeper.stores.embedded.secrets.FileSecretStore;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.Workers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole system in one JVM: API, workers, Temporal, warehouse and objects. */
public final class Serve implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
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

    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Takes no more requests, lets the workers finish what they can, closes the stores. May be called twice. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("while stopping: {}", e.toString());
            }
        }
        stopped.countDown();
    }

    private void open(Configuration given, Doors doors) {
        Configuration configuration = given.withSecrets(secrets(given));
        Clock clock = Clock.tickMillis(ZoneOffset.UTC);
        TableDefinitions tables = TableDefinitions.load(configuration.folder(Configuration.TABLES));
        ViewDefinitions views = ViewDefinitions.load(configuration.folder(Configuration.VIEWS), tables);
        Path objectsFolder = Path.of(configuration.after("file:", Configuration.OBJECTS));
        ObjectStore objects = doors.objects().apply(new LocalObjectStore(objectsFolder, ""));
        requireWritable(objects, configuration.get(Configuration.OBJECTS));
        Warehouse warehouse = keep(doors.warehouse()
                .apply(DuckDbWarehouse.open(
                        Path.of(configuration.after("duckdb:", Configuration.WAREHOUSE)),
                        objects,
                        DuckDbSettings.defaults())));
        warehouse.prepare(tables.all(), views.all());
        IncomingPlace incoming = incoming(configuration, objectsFolder);
        Sources sources = sources(configuration, objects, incoming);
        JobRecords records = new JobRecords(objects);
        Claims claims = new Claims(objects, clock);
        TemporalConnection temporal = keep(new InProcessTemporal(doors.temporal()));
        RunningJobs running = new RunningJobs(temporal.servers());
        WorkflowStarter starter = new WorkflowStarter(temporal.servers(), running);
        temporal.serve(new Workers(new WorkerParts(
                tables,
                objects,
                warehouse,
                sources,
                records,
                new Plans(objects),
                claims,
                clock,
                WorkerParts.HEARTBEAT_TIMEOUT)));
        Sweeping sweeping = keep(new Sweeping(
                new Sweeper(records, starter, running), new Expiry(objects, records, clock, keepJobs(configuration))));
        temporal.whenMoved(sweeping::soon);
        Acceptance acceptance = new Acceptance(records, claims, starter, clock);
        Jobs jobs = new Jobs(records, running);
        api = keep(new ApiServer(
                new ApiParts(
                        tables,
                        views,
                        warehouse,
                        objects,
                        sources,
                        claims,
                        acceptance,
                        jobs,
                        clock,
                        () -> ready(warehouse),
                        temporal.ui()),
                configuration.get(Configuration.LISTEN)));
        keep(new IncomingFolder(
                        incoming,
                        new StoredLoads(sources, acceptance, claims, jobs, clock),
                        records,
                        sources,
                        new SetAside(objects, claims)))
                .start();
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

    private static SecretStore secrets(Configuration configuration) {
        String where = configuration.get(Configuration.SECRETS);
        return where.equals("env:")
                ? new EnvironmentSecretStore(System.getenv())
                : new FileSecretStore(Path.of(configuration.after("file:", Configuration.SECRETS)));
    }

    private static void requireWritable(ObjectStore objects, String where) {
        String probe = "jobs/probe";
        try {
            objects.write(probe, Condition.any(), new byte[0]);
            objects.delete(probe, Condition.any());
        } catch (Failure e) {
            throw new Failure(
                    e.type(),
                    Configuration.OBJECTS + "=" + where + " cannot be written (" + e.getMessage()
                            + "). Name a folder that can, or give this account the right to write there.",
                    e);
        }
    }

    private static boolean ready(Warehouse warehouse) {
        try {
            warehouse.check();
            return true;
        } catch (Failure e) {
            LOG.warn("not ready: {}", e.getMessage());
            return false;
        }
    }

    private static IncomingPlace incoming(Configuration configuration, Path objects) {
        String where = configuration.get(Configuration.INCOMING);
        return where.equals(Configuration.INCOMING_AMONG_OBJECTS)
                ? IncomingPlace.among(objects)
                : IncomingPlace.at(Path.of(configuration.after("file:", Configuration.INCOMING)), objects);
    }

    private static Sources sources(Configuration configuration, ObjectStore objects, IncomingPlace incoming) {
        List<Sources.Place> places = new ArrayList<>(incoming.places(objects));
        for (String from : configuration.list(Configuration.LOAD_FROM)) {
            if (!from.startsWith("file:")) {
                throw new Failure(
                        FailureType.INVALID_REQUEST,
                        Configuration.LOAD_FROM + " names '" + from + "', which is not understood here; it begins with"
                                + " file:");
            }
            String prefix = from.endsWith("/") ? from : from + "/";
            Path folder = Path.of(from.substring("file:".length()));
            places.add(new Sources.Place(prefix, new LocalObjectStore(folder, prefix), List.of("")));
        }
        return new Sources(places);
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }
}
