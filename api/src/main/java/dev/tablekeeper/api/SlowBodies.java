package dev.tablekeeper.api;

import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Breaks off bodies that come too slowly. Jetty's own handler for this breaks off a body whose second packet is a moment
 * late, and bears with any that began fast. What does not come at all is the connection's idle timeout's.
 */
final class SlowBodies extends Handler.Wrapper {
    private final ConnectionLimits limits;

    SlowBodies(ConnectionLimits limits) {
        this.limits = limits;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(new Paced(request), response, callback);
    }

    private final class Paced extends Request.Wrapper {
        private final int bytesPerSecond;
        private long since = System.nanoTime();
        private long bytes;
        private Content.Chunk failure;

        Paced(Request request) {
            super(request);
            String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
            bytesPerSecond =
                    type != null && type.startsWith("text/csv") ? limits.csvBytesPerSecond() : limits.bytesPerSecond();
        }

        @Override
        public Content.Chunk read() {
            if (failure != null) {
                return failure;
            }
            Content.Chunk chunk = super.read();
            if (chunk != null) {
                bytes += chunk.remaining();
            }
            return chunk;
        }

        /** Asked for when nothing more is there: so the client is who is waited for. */
        @Override
        public void demand(Runnable then) {
            if (tooSlow()) {
                failure = Content.Chunk.from(new TimeoutException("the body comes too slowly"));
                then.run();
            } else {
                super.demand(then);
            }
        }

        /** Judged stretch by stretch, so that nobody lives on how fast the beginning was. */
        private boolean tooSlow() {
            long now = System.nanoTime();
            double seconds = (now - since) / 1e9;
            if (seconds < limits.stretch().toMillis() / 1e3) {
                return false;
            }
            boolean slow = bytes < seconds * bytesPerSecond;
            since = now;
            bytes = 0;
            return slow;
        }
    }
}
