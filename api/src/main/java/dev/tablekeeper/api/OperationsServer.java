package dev.tablekeeper.api;

import dev.tablekeeper.api.operations.Metrics;
import dev.tablekeeper.api.operations.Readiness;
import dev.tablekeeper.api.security.Access;
import dev.tablekeeper.api.security.Admission;
import dev.tablekeeper.api.security.LoopbackGuard;
import dev.tablekeeper.model.workflow.Failure;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * {@code /metrics}, {@code /healthz} and {@code /readyz} on a port of their own, for those who run the system. No key is
 * asked for, and it may listen where others reach it: there are counts, names of tables and states, and nothing else.
 */
public final class OperationsServer implements AutoCloseable {
    private static final String SETTING = "TABLEKEEPER_OPERATIONS_LISTEN";
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final int MOST_THREADS = 12;

    private final ListenAddress address;
    private final Metrics metrics;
    private final Readiness readiness;
    private final Javalin server;

    /**
     * Starts it.
     *
     * @param listen {@code host:port}; port 0 takes one that is free
     * @throws Failure INVALID_REQUEST for an address that is none; NOT_POSSIBLE where it is in use
     */
    public OperationsServer(Metrics metrics, Readiness readiness, String listen) {
        this.address = ListenAddress.of(SETTING, listen);
        this.metrics = metrics;
        this.readiness = readiness;
        this.server = HttpServer.start(address, SETTING, GRACE, ConnectionLimits.DEFAULT, this::configure);
    }

    /**
     * Whether this server and the API's would be in each other's way.
     *
     * @throws Failure INVALID_REQUEST for an address that is none
     */
    public static boolean collide(String api, String operations) {
        return ListenAddress.of(ApiServer.SETTING, api).collidesWith(ListenAddress.of(SETTING, operations));
    }

    /** Where it is reached, with the port that it really has. */
    public URI uri() {
        return address.uri(server.port());
    }

    @Override
    public void close() {
        server.stop();
    }

    private void configure(JavalinConfig config) {
        // Its own threads, and few: it answers while the API is flooded.
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 1);
        threads.setName("tablekeeper-operations");
        config.jetty.threadPool = threads;
        if (address.loopback()) {
            config.routes.before(new LoopbackGuard());
        }
        new Routes()
                .get("/metrics", Access.OPEN, this::metrics)
                .get("/healthz", Access.OPEN, ctx -> ctx.json(Map.of("status", "ok")))
                .get("/readyz", Access.OPEN, this::ready)
                .install(config.routes, Admission.open());
    }

    private void metrics(Context ctx) {
        ctx.contentType(Metrics.CONTENT_TYPE).result(metrics.text());
    }

    private void ready(Context ctx) {
        Readiness.Report report = readiness.report();
        ctx.status(report.ready() ? 200 : 503).json(report);
    }
}
