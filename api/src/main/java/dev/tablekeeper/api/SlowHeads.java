package dev.tablekeeper.api;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which a request begins and does not get its head together: each byte puts off the idle timeout,
 * and a thousand such connections would keep all others out. No thread waits for them meanwhile.
 */
final class SlowHeads extends Handler.Wrapper implements Connection.Listener {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final long patience;
    private final Map<Connection, Watch> watched = new ConcurrentHashMap<>();
    private volatile Scheduler.Task next = () -> false;

    SlowHeads(ConnectionLimits limits) {
        this.patience = limits.head().toNanos();
    }

    /** One connection: whether a request is under way on it, and else since when and from which byte on none is. */
    private static final class Watch {
        private volatile boolean busy;
        private volatile long bytes = -1;
        private volatile long since = System.nanoTime();
    }

    @Override
    public void onOpened(Connection connection) {
        watched.put(connection, new Watch());
    }

    @Override
    public void onClosed(Connection connection) {
        watched.remove(connection);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        Watch watch = watched.get(connection);
        if (watch != null) {
            watch.busy = true;
            Request.addCompletionListener(request, failure -> {
                watch.bytes = connection.getBytesIn();
                watch.since = System.nanoTime();
                watch.busy = false;
            });
        }
        return super.handle(request, response, callback);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        look();
    }

    @Override
    protected void doStop() throws Exception {
        next.cancel();
        super.doStop();
    }

    private void look() {
        long now = System.nanoTime();
        watched.forEach((connection, watch) -> {
            if (!watch.busy && begun(connection, watch, now) && now - watch.since > patience) {
                connection.close();
            }
        });
        next = getServer().getScheduler().schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether a request has begun: the first one with the connection, a later one with its first byte. */
    private static boolean begun(Connection connection, Watch watch, long now) {
        if (watch.bytes >= 0 && connection.getBytesIn() == watch.bytes) {
            watch.since = now;
            return false;
        }
        return true;
    }
}
