package dev.tablekeeper.api.operations;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thing that is needed. A look at it that hangs is waited for by all who ask meanwhile, and not repeated beside
 * itself: so a dead disk holds one thread and no more.
 */
final class Need implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Need.class);

    private final String name;
    private final Runnable look;
    private final ExecutorService executor;
    private Future<?> looking;
    private boolean wasReached = true;

    Need(String name, Runnable look) {
        this.name = name;
        this.look = look;
        this.executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "tablekeeper-ready-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    synchronized void begin() {
        if (looking == null || looking.isDone()) {
            looking = executor.submit(look);
        }
    }

    boolean reached(long deadline) {
        Future<?> under;
        synchronized (this) {
            under = looking;
        }
        try {
            under.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            say(true, "");
            return true;
        } catch (ExecutionException e) {
            say(false, String.valueOf(e.getCause().getMessage()));
        } catch (TimeoutException e) {
            say(false, "no answer in time");
        } catch (CancellationException e) {
            say(false, "stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** A line when it changes, and none for all the looks in between. */
    private synchronized void say(boolean reached, String reason) {
        if (wasReached && !reached) {
            LOG.warn("not ready: {}: {}", name, reason);
        } else if (!wasReached && reached) {
            LOG.info("{} is reached again", name);
        }
        wasReached = reached;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
