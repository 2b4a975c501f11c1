package dev.tablekeeper.api;

import dev.tablekeeper.api.openapi.OpenApi;
import dev.tablekeeper.api.operations.RequestMetrics;
import dev.tablekeeper.api.page.PagesResource;
import dev.tablekeeper.api.resource.BackupsResource;
import dev.tablekeeper.api.resource.HealthResource;
import dev.tablekeeper.api.resource.InsertsResource;
import dev.tablekeeper.api.resource.JobAnswers;
import dev.tablekeeper.api.resource.JobFeeds;
import dev.tablekeeper.api.resource.JobsResource;
import dev.tablekeeper.api.resource.KnownTables;
import dev.tablekeeper.api.resource.LoadsResource;
import dev.tablekeeper.api.resource.RestoresResource;
import dev.tablekeeper.api.resource.TablesResource;
import dev.tablekeeper.api.resource.UploadsResource;
import dev.tablekeeper.api.resource.ViewsResource;
import dev.tablekeeper.api.security.Access;
import dev.tablekeeper.api.security.Admission;
import dev.tablekeeper.api.security.Guard;
import dev.tablekeeper.api.security.LoopbackGuard;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The REST API as a running server: HTTP/1.1 on one address, from its construction to {@link #close()}. */
public final class ApiServer implements AutoCloseable {
    static final String SETTING = "TABLEKEEPER_LISTEN";

    /** How long a request that is under way may go on once the server is closed. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ListenAddress address;
    private final boolean loopback;
    private final JobAnswers answers;
    private final JobFeeds feeds;
    private final Routes routes;
    private final Javalin server;

    /** Starts one that knows no key. */
    public ApiServer(ApiParts parts, String listen) {
        this(parts, Guard.none(), listen);
    }

    /**
     * Starts it.
     *
     * @param listen {@code host:port}; port 0 takes one that is free
     * @throws Failure INVALID_REQUEST for an address that is none, or that others could reach while there is no key;
     *     NOT_POSSIBLE where it is in use
     */
    public ApiServer(ApiParts parts, Guard guard, String listen) {
        this(parts, guard, ListenAddress.of(SETTING, listen), false, ConnectionLimits.DEFAULT);
    }

    /** @param exposed whether to take it that others can reach it, wherever it listens */
    ApiServer(ApiParts parts, Guard guard, ListenAddress listen, boolean exposed, ConnectionLimits limits) {
        address = listen;
        loopback = address.loopback() && !exposed;
        requireKeys(address, loopback, guard);
        answers = new JobAnswers(parts.jobs(), parts.retries(), parts.clock(), parts.temporalUi());
        feeds = new JobFeeds(parts.jobs(), answers, guard::knows, parts.clock());
        routes = routes(parts, answers, feeds, loopback);
        Admission admission = Admission.of(guard, loopback, parts.objects());
        try {
            server = HttpServer.start(address, SETTING, GRACE, limits, config -> configure(config, parts, admission));
        } catch (Failure e) {
            feeds.close();
            answers.close();
            throw e;
        }
    }

    /**
     * Whether it may listen there with these keys, for those who want to know before they start all else.
     *
     * @throws Failure INVALID_REQUEST for an address that is none, or that others could reach while there is no key
     */
    public static void requireKeys(String listen, Guard guard) {
        ListenAddress address = ListenAddress.of(SETTING, listen);
        requireKeys(address, address.loopback(), guard);
    }

    private static void requireKeys(ListenAddress address, boolean loopback, Guard guard) {
        if (!loopback && !guard.keys().any()) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    "Listening at " + address + " would let others in without a key, and there is no key. Make one with"
                            + " 'tablekeeper keys new NAME --scopes read,load' and store the entry that it prints, or"
                            + " listen at 127.0.0.1 or [::1].");
        }
    }

    /** Where it is reached, with the port that it really has. */
    public URI uri() {
        return address.uri(server.port());
    }

    /** The route table, a line for each method and path. */
    List<String> routes() {
        return routes.lines();
    }

    /** What each route asks of its callers, in the order of {@link #routes()}. */
    List<Access> access() {
        return routes.access();
    }

    /** How many requests are under way, those that wait for a job's end and feeds included. */
    public int requests() {
        return HttpServer.requests(server);
    }

    /** How many requests wait for a job's end. */
    int waiting() {
        return answers.waiting();
    }

    /** Ends feeds and waits at once, lets other requests finish for a few seconds, then stops. */
    @Override
    public void close() {
        feeds.close();
        answers.release();
        try {
            server.stop();
        } finally {
            answers.close();
        }
    }

    private static Routes routes(ApiParts parts, JobAnswers answers, JobFeeds feeds, boolean keyless) {
        KnownTables known = new KnownTables(parts.tables());
        TablesResource tables = new TablesResource(known, parts.warehouse());
        InsertsResource inserts = new InsertsResource(parts, known, answers);
        LoadsResource loads = new LoadsResource(parts, known, answers);
        UploadsResource uploads = new UploadsResource(parts.incoming(), known, parts.clock());
        BackupsResource backups = new BackupsResource(parts, known, answers);
        RestoresResource restores = new RestoresResource(parts, answers);
        JobsResource jobs = new JobsResource(parts, answers);
        ViewsResource views = new ViewsResource(parts.views(), parts.warehouse());
        HealthResource health = new HealthResource(parts.ready());
        Routes routes = new Routes();
        PagesResource pages = new PagesResource(
                () -> OpenApi.document(parts.tables(), parts.views(), routes.accessByLine(), keyless));
        return routes.get("/v1/tables", Access.READ, tables::list)
                .get("/v1/tables/{table}", Access.READ, tables::one)
                .get("/v1/tables/{table}/rows", Access.READ, tables::rows)
                .post("/v1/tables/{table}/rows", Access.INSERT, inserts::intoTable)
                .post("/insert_data", Access.INSERT, inserts::insertData)
                .post("/v1/tables/{table}/loads", Access.LOAD, loads::intoTable)
                .post("/v1/tables/{table}/uploads", Access.LOAD, uploads::create)
                .post("/load_csv", Access.LOAD, loads::loadCsv)
                .post("/v1/backups", Access.BACKUP, backups::create)
                .get("/v1/backups", Access.READ, backups::list)
                .get("/v1/backups/{id}", Access.READ, backups::one)
                .delete("/v1/backups/{id}", Access.BACKUP, backups::delete)
                .post("/v1/backups/{id}/verifications", Access.BACKUP, backups::verify)
                .post("/v1/restores", Access.RESTORE, restores::create)
                .get("/v1/jobs", Access.READ, jobs::list)
                .feed("/v1/jobs/events", Access.READ, feeds::all)
                .get("/v1/jobs/{id}", Access.READ, jobs::one)
                .feed("/v1/jobs/{id}/events", Access.READ, feeds::one)
                .get("/v1/jobs/{id}/rejects", Access.JOBS_OWN, jobs::rejects)
                .post("/v1/jobs/{id}/cancel", Access.JOBS_OWN, jobs::cancel)
                .post("/v1/jobs/{id}/approve", Access.RESTORE, jobs::approve)
                .post("/v1/jobs/{id}/retry", Access.JOBS_OWN, jobs::retry)
                .post("/v1/jobs/{id}/undo", Access.RESTORE, restores::undo)
                .get("/v1/views", Access.READ, views::list)
                .get("/v1/views/{view}", Access.READ, views::one)
                .get("/healthz", Access.OPEN, health::alive)
                .get("/readyz", Access.OPEN, health::ready)
                .get("/openapi.json", Access.OPEN, pages::openapi)
                .get("/docs", Access.OPEN, pages::docs)
                .get("/dashboard", Access.OPEN, pages::dashboard)
                .get("/assets/{build}/{file}", Access.OPEN, pages::asset);
    }

    private void configure(JavalinConfig config, ApiParts parts, Admission admission) {
        if (loopback) {
            config.routes.before(new LoopbackGuard());
        }
        parts.metrics().ifPresent(registry -> config.requestLogger.http(new RequestMetrics(registry)));
        routes.install(config.routes, admission);
    }
}
