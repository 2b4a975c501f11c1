package dev.tablekeeper.api;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Bounds what those cost who read their answers slowly or not at all, since a thread waits for each: a piece of an answer
 * that is not taken in time ends its connection, and only so many large answers are given at once.
 */
final class SlowReaders extends Handler.Wrapper {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Less than what the system takes into its own hands for a client that does not read. */
    private static final long LARGE_BYTES = 128 << 10;

    private final ConnectionLimits limits;
    private final Semaphore large;
    private final Set<Piece> pending = ConcurrentHashMap.newKeySet();
    private volatile Scheduler.Task next = () -> false;

    SlowReaders(ConnectionLimits limits) {
        this.limits = limits;
        this.large = new Semaphore(limits.largeAnswers());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(request, new Watched(request, response), callback);
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
        pending.stream()
                .filter(piece -> now - piece.due > 0)
                .forEach(piece ->
                        piece.connection.getEndPoint().close(new EofException("the answer is read too slowly")));
        next = getServer().getScheduler().schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What is being written; equal to itself only. */
    private static final class Piece {
        private final Connection connection;
        private final long due;

        Piece(Connection connection, long due) {
            this.connection = connection;
            this.due = due;
        }
    }

    private final class Watched extends Response.Wrapper {
        private long bytes;
        private boolean counted;

        Watched(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            int length = content == null ? 0 : content.remaining();
            bytes += length;
            if (bytes > LARGE_BYTES && !counted) {
                if (!enter()) {
                    callback.failed(new EofException("too many large answers are being given"));
                    return;
                }
                counted = true;
                Request.addCompletionListener(getRequest(), failure -> large.release());
            }
            long time = limits.stretch().toNanos() + length * 1_000_000_000L / limits.answerBytesPerSecond();
            Piece piece = new Piece(getRequest().getConnectionMetaData().getConnection(), System.nanoTime() + time);
            pending.add(piece);
            super.write(last, content, Callback.from(() -> pending.remove(piece), callback));
        }

        private boolean enter() {
            try {
                return large.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
