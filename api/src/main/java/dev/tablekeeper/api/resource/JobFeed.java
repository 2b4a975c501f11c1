package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.security.Caller;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener, and what it has been shown. Its own writing is the only way to learn that it has gone. */
final class JobFeed {
    private static final Logger LOG = LoggerFactory.getLogger(JobFeed.class);
    private static final long COMMENT_NANOS = Duration.ofSeconds(15).toNanos();

    private final SseClient client;
    private final Optional<String> job;
    private final Instant since;
    private final Caller caller;
    private final AtomicBoolean writing = new AtomicBoolean();
    private final Map<String, String> shown = new HashMap<>();
    private long lastWritten = System.nanoTime();

    /**
     * @param job the one to hear of; empty for all
     * @param since jobs that ended before are not told to those who hear of all
     */
    JobFeed(Context ctx, Optional<String> job, Instant since) {
        this.job = job;
        this.since = since;
        this.caller = Caller.of(ctx);
        ctx.contentType("text/event-stream; charset=utf-8");
        ctx.header("X-Accel-Buffering", "no");
        client = new SseClient(ctx);
        client.keepAlive();
    }

    /** Shows the listener that it is connected, though nothing may happen for long. */
    void greet() {
        client.sendComment("jobs");
    }

    void onClose(Runnable then) {
        client.onClose(then);
    }

    boolean all() {
        return job.isEmpty();
    }

    Caller caller() {
        return caller;
    }

    Optional<String> job() {
        return job;
    }

    /** Writes what is new, unless an earlier writing still goes on. */
    void show(List<JobSight> sights, Executor executor) {
        if (writing.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    write(sights);
                } catch (RuntimeException e) {
                    LOG.debug("a listener is gone: {}", e.toString());
                    client.close();
                } finally {
                    writing.set(false);
                }
            });
        }
    }

    void close() {
        client.close();
    }

    private void write(List<JobSight> sights) {
        for (JobSight sight : sights) {
            if (client.terminated()) {
                return;
            }
            if (concerns(sight) && !sight.json().equals(shown.put(sight.id(), sight.json()))) {
                client.sendEvent(sight.finishedAt().isPresent() ? "end" : "progress", sight.json());
                lastWritten = System.nanoTime();
                if (job.isPresent() && sight.finishedAt().isPresent()) {
                    client.close();
                    return;
                }
            }
        }
        if (all() && !sights.isEmpty()) {
            Set<String> ids = sights.stream().map(JobSight::id).collect(Collectors.toSet());
            shown.keySet().retainAll(ids);
        }
        if (!client.terminated() && System.nanoTime() - lastWritten >= COMMENT_NANOS) {
            client.sendComment("still here");
            lastWritten = System.nanoTime();
        }
    }

    private boolean concerns(JobSight sight) {
        if (job.isPresent()) {
            return job.get().equals(sight.id());
        }
        if (!caller.sees(sight.tables())) {
            return false;
        }
        return shown.containsKey(sight.id())
                || sight.finishedAt().map(at -> !at.isBefore(since)).orElse(true);
    }
}
