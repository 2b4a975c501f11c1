package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.TemporalUi;
import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Retries;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Answers with a job, now or when it has ended; a request that waits holds no thread. */
public final class JobAnswers implements AutoCloseable {
    private static final int WRITERS = 8;

    private final Jobs jobs;
    private final Retries retries;
    private final Clock clock;
    private final Optional<TemporalUi> ui;
    private final ExecutorService writers =
            Executors.newFixedThreadPool(WRITERS, DaemonThreads.named("tablekeeper-api-answers"));
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    public JobAnswers(Jobs jobs, Retries retries, Clock clock, Optional<TemporalUi> ui) {
        this.jobs = jobs;
        this.retries = retries;
        this.clock = clock;
        this.ui = ui;
    }

    /** One request that waits; equal to itself only. */
    private static final class Waiting {
        private final Job job;
        private final CompletableFuture<Job> end;

        Waiting(Job job, CompletableFuture<Job> end) {
            this.job = job;
            this.end = end;
        }

        void release() {
            end.complete(job);
        }
    }

    JobView view(Job job) {
        return JobView.of(job, retries.possible(job), clock.instant(), ui);
    }

    /** 200 with the job. */
    void read(Context ctx, Job job, Patience patience) {
        whenEnded(ctx, job, patience, ended -> ctx.json(view(ended)));
    }

    /**
     * The answer to a request that starts a job.
     *
     * @param existing whether it is another request's job, which the answer then says
     */
    void accepted(Context ctx, Acceptance.Accepted accepted, boolean existing, Patience patience) {
        accepted(ctx, now(accepted), patience, existing ? JobView::asExisting : UnaryOperator.identity());
    }

    /** A job that was accepted, or found, as it stands. */
    Job now(Acceptance.Accepted accepted) {
        Job asAccepted = jobs.justAccepted(accepted.job());
        return accepted.existing() ? jobs.find(asAccepted.id()).orElse(asAccepted) : asAccepted;
    }

    /** 202 with a job that now has something to do, or 200 where it has done so in time. */
    void accepted(Context ctx, Job job, Patience patience) {
        accepted(ctx, job, patience, UnaryOperator.identity());
    }

    private void accepted(Context ctx, Job job, Patience patience, UnaryOperator<JobView> remark) {
        whenEnded(ctx, job, patience, now -> {
            boolean inTime = !patience.time().isZero() && now.status().ended();
            ctx.header("Location", JobView.path(now.id()));
            ctx.status(inTime ? 200 : 202).json(remark.apply(view(now)));
        });
    }

    private void whenEnded(Context ctx, Job job, Patience patience, Consumer<Job> answer) {
        patience.announce(ctx);
        if (patience.time().isZero() || job.status().ended()) {
            answer.accept(job);
            return;
        }
        ctx.future(() -> {
            Waiting one = new Waiting(job, jobs.await(job, patience.time()).copy());
            waiting.add(one);
            return one.end.whenComplete((ended, failure) -> waiting.remove(one)).thenAcceptAsync(answer, writers);
        });
    }

    /** How many requests wait. */
    public int waiting() {
        return waiting.size();
    }

    /** Answers all that wait with the job as it was, so that a server that stops leaves nobody hanging. */
    public void release() {
        waiting.forEach(Waiting::release);
    }

    @Override
    public void close() {
        release();
        writers.shutdown();
    }
}
