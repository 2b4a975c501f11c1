package dev.tablekeeper.api;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** HTTP/1.1 at one address, as all our servers do it: JSON, problems for errors, started without a word. */
final class HttpServer {
    /** Longer than the longest wait for a job's end, and than the time between two comments of a feed. */
    private static final Duration IDLE = Duration.ofSeconds(75);

    private static final Duration IDLE_AT_STOP = Duration.ofMillis(250);
    private static final int INPUT_BUFFER_BYTES = 64 << 10;

    /** A request's line and headers together; beyond it is 414 or 431. */
    private static final int HEAD_BYTES = 16 << 10;

    /** A body up to this size is there before a thread is given to its request. */
    private static final int EAGER_BYTES = 60 << 10;

    private static final String SAY_NOTHING = "default-src 'none'; frame-ancestors 'none'";

    private HttpServer() {}

    /**
     * Starts one.
     *
     * @param setting what the address is set with, for the message
     * @param grace how long requests may go on once it is stopped
     * @param limits what it bears from those who connect
     * @param more routes and whatever else is its own
     * @throws Failure NOT_POSSIBLE where nothing can listen there
     */
    static Javalin start(
            ListenAddress address,
            String setting,
            Duration grace,
            ConnectionLimits limits,
            Consumer<JavalinConfig> more) {
        SlowHeads heads = new SlowHeads(limits);
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.prefer405over404 = true;
            config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
            config.jetty.modifyServer(jetty -> configure(jetty, grace, limits, heads));
            config.jetty.addConnector((jetty, http) -> connector(jetty, http, address, heads));
            config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new BareErrors()));
            config.routes.before(HttpServer::keepToOurselves);
            more.accept(config);
            Problems.install(config.routes);
        });
        try {
            startQuietly(server);
        } catch (JavalinException e) {
            throw new Failure(FailureType.NOT_POSSIBLE, whyNotStarted(e, address, setting), e);
        }
        return server;
    }

    /** How many requests are under way. */
    static int requests(Javalin server) {
        GracefulHandler handler = server.jettyServer().server().getDescendant(GracefulHandler.class);
        return handler == null ? 0 : Math.toIntExact(handler.getCurrentRequestCount());
    }

    /** What answers are for, unless a route says otherwise: to be read by who asked, and nothing else. */
    private static void keepToOurselves(Context ctx) {
        ctx.header("Cache-Control", "no-store");
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("X-Frame-Options", "DENY");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Content-Security-Policy", SAY_NOTHING);
        ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static void configure(Server server, Duration grace, ConnectionLimits limits, SlowHeads heads) {
        // From within outwards.
        server.insertHandler(smallBodiesFirst());
        server.insertHandler(new SlowBodies(limits));
        server.insertHandler(new SlowReaders(limits));
        server.insertHandler(heads);
        server.insertHandler(new GracefulHandler());
        server.addBean(new NetworkConnectionLimit(limits.connections(), server));
        server.setStopTimeout(grace.toMillis());
        server.setErrorHandler(new BareErrors());
    }

    /** Except where the client waits for a word first, which is the routes' to give. */
    private static EagerContentHandler smallBodiesFirst() {
        EagerContentHandler handler =
                new EagerContentHandler(new EagerContentHandler.RetainedContentLoaderFactory(EAGER_BYTES, -1, false));
        handler.include(request -> !request.getHeaders().contains(HttpHeader.EXPECT));
        return handler;
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

    private static ServerConnector connector(
            Server server, HttpConfiguration http, ListenAddress address, SlowHeads heads) {
        http.setInputBufferSize(INPUT_BUFFER_BYTES);
        http.setRequestHeaderSize(HEAD_BYTES);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.addEventListener(heads);
        connector.setHost(address.host());
        connector.setPort(address.port());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(IDLE_AT_STOP.toMillis());
        return connector;
    }

    private static String whyNotStarted(JavalinException e, ListenAddress address, String setting) {
        if (e instanceof JavalinBindException && address.ofThisMachine()) {
            return "Nothing can listen at " + address
                    + ": another program does, or only an administrator may. Stop it, or"
                    + " choose another address with " + setting + "=host:port (port 0 takes one that is free).";
        }
        return "Nothing can listen at " + address + ": this machine has no such address. Choose another with " + setting
                + "=host:port.";
    }
}
