package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.model.json.Json;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds of server-sent events about jobs. All feeds share one look at each job, about twice a second while it is open;
 * nothing is looked at while nobody listens.
 */
public final class JobFeeds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobFeeds.class);
    private static final long LOOK_MILLIS = 500;
    private static final int LOOKERS = 8;
    private static final int MOST_FEEDS = 200;
    private static final int RETRY_SECONDS = 30;

    private final Jobs jobs;
    private final JobAnswers answers;
    private final Predicate<Caller> known;
    private final Clock clock;
    private final Semaphore room = new Semaphore(MOST_FEEDS);
    private final Set<JobFeed> feeds = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("tablekeeper-api-feeds"));
    private final ScheduledFuture<?> ticking;
    private final ExecutorService lookers =
            Executors.newFixedThreadPool(LOOKERS, DaemonThreads.named("tablekeeper-api-looks"));
    /** One slow listener holds up no other: each writes in a thread of its own, and there are not many. */
    private final ExecutorService writers = Executors.newCachedThreadPool(DaemonThreads.named("tablekeeper-api-feed"));

    private final Map<String, JobSight> ended = new HashMap<>();
    private Optional<RecentJobs> recent = Optional.empty();

    /** @param known whether a listener's key still counts; a feed outlives it by a moment at most */
    public JobFeeds(Jobs jobs, JobAnswers answers, Predicate<Caller> known, Clock clock) {
        this.jobs = jobs;
        this.answers = answers;
        this.known = known;
        this.clock = clock;
        ticking = ticker.scheduleWithFixedDelay(this::tick, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** {@code GET /v1/jobs/{id}/events}. */
    public void one(Context ctx) {
        Job job = JobsResource.seen(jobs, ctx);
        open(ctx, Optional.of(job.id()));
    }

    /** {@code GET /v1/jobs/events}. */
    public void all(Context ctx) {
        open(ctx, Optional.empty());
    }

    private void open(Context ctx, Optional<String> job) {
        if (!room.tryAcquire()) {
            throw Refusal.busy(
                    "There are " + MOST_FEEDS + " event streams open, which is all there may be. Close one, or ask"
                            + " for the job itself.",
                    RETRY_SECONDS);
        }
        JobFeed feed = new JobFeed(ctx, job, clock.instant());
        feed.onClose(() -> {
            if (feeds.remove(feed)) {
                room.release();
            }
        });
        feeds.add(feed);
        feed.greet();
        ticker.execute(this::tick);
    }

    private void tick() {
        if (feeds.isEmpty()) {
            recent = Optional.empty();
            ended.clear();
            return;
        }
        try {
            feeds.stream().filter(feed -> !known.test(feed.caller())).forEach(JobFeed::close);
            List<JobSight> sights = look();
            feeds.forEach(feed -> feed.show(sights, writers));
        } catch (RuntimeException e) {
            LOG.debug("jobs cannot be looked at just now: {}", e.toString());
            feeds.forEach(feed -> feed.show(List.of(), writers));
        }
    }

    private List<JobSight> look() {
        Set<String> ids = new LinkedHashSet<>();
        if (feeds.stream().anyMatch(JobFeed::all)) {
            recent = recent.or(() -> Optional.of(new RecentJobs(jobs)));
            ids.addAll(recent.get().ids());
        } else {
            recent = Optional.empty();
        }
        feeds.stream().flatMap(feed -> feed.job().stream()).forEach(ids::add);
        ended.keySet().retainAll(ids);

        List<Future<Optional<JobSight>>> looks = new ArrayList<>();
        for (String id : ids) {
            JobSight last = ended.get(id);
            looks.add(lookers.submit(() -> last != null ? Optional.of(last) : sight(id)));
        }
        List<JobSight> sights = new ArrayList<>();
        for (Future<Optional<JobSight>> look : looks) {
            result(look).ifPresent(sights::add);
        }
        for (JobSight sight : sights) {
            if (sight.finishedAt().isPresent()) {
                ended.put(sight.id(), sight);
                recent.ifPresent(r -> r.ended(sight.id()));
            }
        }
        return sights;
    }

    private Optional<JobSight> sight(String id) {
        return jobs.find(id)
                .map(job -> new JobSight(id, job.tables(), Json.write(answers.view(job)), job.finishedAt()));
    }

    private static Optional<JobSight> result(Future<Optional<JobSight>> look) {
        try {
            return look.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            LOG.debug("a job cannot be looked at just now: {}", e.getCause().toString());
            return Optional.empty();
        }
    }

    /** Ends all feeds; each listener sees its stream end. */
    @Override
    public void close() {
        ticking.cancel(true);
        ticker.shutdownNow();
        lookers.shutdownNow();
        feeds.forEach(JobFeed::close);
        writers.shutdown();
    }
}
