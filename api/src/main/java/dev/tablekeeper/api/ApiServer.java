package dev.tablekeeper.api;

import dev.tablekeeper.api.resource.HealthResource;
import dev.tablekeeper.api.resource.JobAnswers;
import dev.tablekeeper.api.resource.JobFeeds;
import dev.tablekeeper.api.resource.JobsResource;
import dev.tablekeeper.api.resource.KnownTables;
import dev.tablekeeper.api.resource.LoadsResource;
import dev.tablekeeper.api.resource.TablesResource;
import dev.tablekeeper.api.resource.ViewsResource;
import dev.tablekeeper.api.security.Callers;
import dev.tablekeeper.api.security.LoopbackGuard;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** The REST API as a running server: HTTP/1.1 on one address, from its construction to {@link #close()}. */
public final class ApiServer implements AutoCloseable {
    /** Longer than the longest wait for a job's end, and than the time between two comments of a feed. */
    private static final Duration IDLE = Duration.ofSeconds(75);

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration IDLE_AT_STOP = Duration.ofMillis(250);
    private static final int INPUT_BUFFER_BYTES = 64 << 10;

    private final ListenAddress address;
    private final JobAnswers answers;
    private final JobFeeds feeds;
    private final Routes routes;
    private final Javalin server;

    /**
     * Starts it.
     *
     * @param listen {@code host:port}; port 0 takes one that is free
     * @throws Failure INVALID_REQUEST for an address that is none, or that others could reach; NOT_POSSIBLE where it is
     *     in use
     */
    public ApiServer(ApiParts parts, String listen) {
        address = ListenAddress.of(listen);
        if (!address.loopback()) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    "Listening at " + address + " would let others in without a key. Listen at 127.0.0.1 or [::1].");
        }
        answers = new JobAnswers(parts.jobs(), parts.temporalUi());
        feeds = new JobFeeds(parts.jobs(), answers, parts.clock());
        routes = routes(parts, answers, feeds);
        server = Javalin.create(config -> configure(config, address, routes));
        try {
            startQuietly(server);
        } catch (JavalinException e) {
            feeds.close();
            answers.close();
            throw new Failure(FailureType.NOT_POSSIBLE, whyNotStarted(e), e);
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

    /** How many requests wait for a job's end. */
    int waiting() {
        return answers.waiting();
    }

    /** Ends feeds and waits at once, lets other requests finish for a few seconds, then stops. */
    @Override
    public void close() {
        feeds.close();
        answers.release();
        server.stop();
        answers.close();
    }

    private static Routes routes(ApiParts parts, JobAnswers answers, JobFeeds feeds) {
        KnownTables known = new KnownTables(parts.tables());
        TablesResource tables = new TablesResource(known, parts.warehouse());
        LoadsResource loads = new LoadsResource(parts, known, Callers.ANONYMOUS, answers);
        JobsResource jobs = new JobsResource(parts.jobs(), parts.objects(), answers);
        ViewsResource views = new ViewsResource(parts.views(), parts.warehouse());
        HealthResource health = new HealthResource(parts.ready());
        return new Routes()
                .get("/v1/tables", tables::list)
                .get("/v1/tables/{table}", tables::one)
                .get("/v1/tables/{table}/rows", tables::rows)
                .post("/v1/tables/{table}/loads", loads::intoTable)
                .post("/load_csv", loads::loadCsv)
                .get("/v1/jobs", jobs::list)
                .feed("/v1/jobs/events", feeds::all)
                .get("/v1/jobs/{id}", jobs::one)
                .feed("/v1/jobs/{id}/events", feeds::one)
                .get("/v1/jobs/{id}/rejects", jobs::rejects)
                .post("/v1/jobs/{id}/cancel", jobs::cancel)
                .get("/v1/views", views::list)
                .get("/v1/views/{view}", views::one)
                .get("/healthz", health::alive)
                .get("/readyz", health::ready);
    }

    private static void configure(JavalinConfig config, ListenAddress address, Routes routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
        config.jetty.modifyServer(ApiServer::configure);
        config.jetty.addConnector((jetty, http) -> connector(jetty, http, address));
        config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new BareErrors()));
        config.routes.before(new LoopbackGuard());
        config.routes.before(ctx -> {
            ctx.header("Cache-Control", "no-store");
            ctx.header("X-Content-Type-Options", "nosniff");
        });
        routes.install(config.routes);
        Problems.install(config.routes);
    }

    private static void configure(Server server) {
        server.insertHandler(new GracefulHandler());
        server.setStopTimeout(GRACE.toMillis());
        server.setErrorHandler(new BareErrors());
    }

    /** Whoever made the server says how it went; Javalin would say it again, and more. */
    private static void startQuietly(Javalin server) {
        JavalinLogger.enabled = false;
        try {
            server.start();
        } finally {
            JavalinLogger.enabled = true;
        }
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, ListenAddress address) {
        http.setInputBufferSize(INPUT_BUFFER_BYTES);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(address.host());
        connector.setPort(address.port());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(IDLE_AT_STOP.toMillis());
        return connector;
    }

    private String whyNotStarted(JavalinException e) {
        if (e instanceof JavalinBindException) {
            return "Nothing can listen at " + address
                    + ": another program does, or only an administrator may. Stop it, or"
                    + " choose another address with TABLEKEEPER_LISTEN=host:port (port 0 takes one that is free).";
        }
        return "Nothing can listen at " + address
                + ": this machine has no such address. Choose another with TABLEKEEPER_LISTEN=host:port.";
    }
}
