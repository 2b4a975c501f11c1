package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.ApiParts;
import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.jobs.InsertStaging;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.JobRequest;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.Retries;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Jobs: one, a list, what one rejected; cancelling, approving and retrying one. */
public final class JobsResource {
    private static final String TABLE = "table";
    private static final int JOBS = 50;
    private static final int MOST_JOBS = 500;

    private final Jobs jobs;
    private final Retries retries;
    private final ObjectStore objects;
    private final JobAnswers answers;
    private final InsertStaging inserts;

    public JobsResource(ApiParts parts, JobAnswers answers) {
        this.jobs = parts.jobs();
        this.retries = parts.retries();
        this.objects = parts.objects();
        this.answers = answers;
        this.inserts = new InsertStaging(objects);
    }

    private record ListView(List<JobView> jobs, Optional<String> nextPageToken) {}

    /** {@code GET /v1/jobs}. */
    public void list(Context ctx) {
        Faults faults = new Faults();
        QueryParameters query =
                new QueryParameters(ctx, faults, List.of("kind", "status", TABLE, "limit", "pageToken"));
        Jobs.Filter filter = new Jobs.Filter(
                oneOf(query, "kind", JobKind::ofText, JobKind.values(), JobKind::text, faults),
                oneOf(query, "status", JobStatus::ofText, JobStatus.values(), JobStatus::text, faults),
                query.text(TABLE));
        int limit = query.limit(JOBS, MOST_JOBS);
        faults.check();
        Caller caller = Caller.of(ctx);
        query.text(TABLE).ifPresent(table -> caller.requireTables(List.of(table)));
        Jobs.Page page = jobs.list(filter.of(caller::sees), limit, query.text("pageToken"));
        ctx.json(new ListView(page.jobs().stream().map(answers::view).toList(), page.nextPageToken()));
    }

    /** {@code GET /v1/jobs/{id}}. */
    public void one(Context ctx) {
        Faults faults = new Faults();
        Patience patience = Patience.of(ctx, new QueryParameters(ctx, faults, List.of(Patience.PARAMETER)));
        faults.check();
        answers.read(ctx, seen(jobs, ctx), patience);
    }

    /** {@code POST /v1/jobs/{id}/cancel}. */
    public void cancel(Context ctx) {
        Faults faults = new Faults();
        Patience patience = Patience.of(ctx, new QueryParameters(ctx, faults, List.of(Patience.PARAMETER)));
        faults.check();
        Job job = own(ctx);
        jobs.cancel(job);
        answers.accepted(ctx, job, patience);
    }

    /** {@code POST /v1/jobs/{id}/approve}. */
    public void approve(Context ctx) {
        Faults faults = new Faults();
        Patience patience = Patience.of(ctx, new QueryParameters(ctx, faults, List.of(Patience.PARAMETER)));
        faults.check();
        Job job = seen(jobs, ctx);
        jobs.approve(job, Caller.of(ctx).name());
        answers.accepted(ctx, jobs.find(job.id()).orElse(job), patience);
    }

    /** {@code POST /v1/jobs/{id}/retry}. */
    public void retry(Context ctx) {
        Faults faults = new Faults();
        Patience patience = Patience.of(ctx, new QueryParameters(ctx, faults, List.of(Patience.PARAMETER)));
        String caller = Caller.of(ctx).name();
        Optional<IdempotencyKey> key = IdempotencyKey.of(ctx, caller, faults);
        faults.check();
        Job failed = own(ctx);
        Retries.Answer answer = retries.retry(
                failed, caller, key.map(k -> new JobRequest.Key(k.claim(), Hashes.sha256("retry", failed.id()))));
        answers.accepted(ctx, answer.accepted(), answer.existing(), patience);
    }

    /** {@code GET /v1/jobs/{id}/rejects}: the file as it was written. */
    public void rejects(Context ctx) {
        Faults faults = new Faults();
        QueryParameters query = new QueryParameters(ctx, faults, List.of(TABLE));
        Job job = own(ctx);
        Optional<String> table = query.text(TABLE);
        table.filter(t -> !job.tables().contains(t))
                .ifPresent(t -> faults.add(TABLE, "the job is about " + String.join(", ", job.tables())));
        faults.check();
        Map<String, StoredObject> files = rejects(job);
        table.ifPresent(t -> files.keySet().retainAll(List.of(t)));
        if (files.size() > 1) {
            faults.add(TABLE, "is one of " + String.join(", ", files.keySet()) + ": the job has rejects of each");
        }
        faults.check();
        StoredObject file = files.values().stream().findFirst().orElseThrow(() -> noRejects(job));
        // A length, so that a stream that breaks off is seen to.
        ctx.disableCompression();
        ctx.header("Content-Length", Long.toString(file.size()));
        ctx.header("Content-Disposition", "attachment; filename=\"" + job.id() + "-rejects.csv\"");
        ctx.contentType("text/csv; charset=utf-8");
        ctx.result(objects.read(file, 0, Long.MAX_VALUE));
    }

    /** By table; of an insert they are there from the start, of all else when the job has ended. */
    private Map<String, StoredObject> rejects(Job job) {
        boolean alone = job.tables().size() == 1;
        Map<String, StoredObject> files = new LinkedHashMap<>();
        for (String table : job.tables()) {
            Optional<StoredObject> file = job.kind() == JobKind.INSERT
                    ? inserts.findRejects(job.id(), table, alone)
                    : objects.find(Names.rejects(job.id()));
            file.ifPresent(f -> files.put(table, f));
        }
        return files;
    }

    /**
     * The job that the path names, for those who may do what it does.
     *
     * @throws Refusal 404 where there is none, 403 where its kind or its tables are not the caller's
     */
    private Job own(Context ctx) {
        Job job = find(jobs, ctx);
        Caller.of(ctx).requireJob(job);
        return job;
    }

    /**
     * The job that the path names, for those who may look at it.
     *
     * @throws Refusal 404 where there is none, 403 where its tables are not the caller's
     */
    static Job seen(Jobs jobs, Context ctx) {
        Job job = find(jobs, ctx);
        Caller.of(ctx).requireTables(job.tables());
        return job;
    }

    private static Job find(Jobs jobs, Context ctx) {
        String id = ctx.pathParam("id");
        return jobs.find(id)
                .orElseThrow(() -> Refusal.notFound("There is no job '" + id + "'. GET /v1/jobs lists them."));
    }

    private static Refusal noRejects(Job job) {
        return job.status().ended() || job.kind() == JobKind.INSERT
                ? Refusal.notFound("Job " + job.id() + " has rejected nothing.")
                : Refusal.notPossible("Job " + job.id() + " has not ended; its rejects can be read when it has.");
    }

    private static <T> Optional<T> oneOf(
            QueryParameters query,
            String name,
            Function<String, Optional<T>> read,
            T[] all,
            Function<T, String> text,
            Faults faults) {
        Optional<String> given = query.text(name);
        Optional<T> value = given.flatMap(read);
        if (given.isPresent() && value.isEmpty()) {
            List<String> names = Arrays.stream(all).map(text).toList();
            faults.add(name, "is one of " + String.join(", ", names) + ", not '" + given.get() + "'");
        }
        return value;
    }
}
