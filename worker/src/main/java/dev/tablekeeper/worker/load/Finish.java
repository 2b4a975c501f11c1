package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.RejectsCsv;
import dev.tablekeeper.jobs.SetAside;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.worker.WorkerParts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The end of a load, in an order that can be cut anywhere and begun again: rejects joined → record written → source moved
 * aside → staging cleared → job taken off the open ones. Until the record stands, everything a repetition needs is still
 * there; afterwards a repetition only tidies up.
 */
final class Finish {
    private static final int PAGE = 1_000;

    private final WorkerParts parts;
    private final ObjectStore objects;
    private final SetAside setAside;

    Finish(WorkerParts parts) {
        this.parts = parts;
        this.objects = parts.objects();
        this.setAside = new SetAside(objects, parts.claims());
    }

    /** Ends the job, unless it has ended; returns the end that stands. Tells {@code alive} while it works. */
    EndedJob finish(String job, Ending ending, Runnable alive) {
        Optional<LoadPlan> plan = parts.plans().find(job, LoadPlan.STEP, LoadPlan.class);
        EndedJob ended = parts.records().ended(job).orElseGet(() -> {
            plan.ifPresent(
                    p -> ending.result().filter(r -> r.rowsRejected() > 0).ifPresent(r -> joinRejects(job, p, alive)));
            return parts.records()
                    .end(new EndedJob(
                            job,
                            ending.status(),
                            ending.startedAt(),
                            parts.clock().instant(),
                            ending.result().map(r -> Json.MAPPER.valueToTree(r)),
                            ending.error()));
        });
        if (plan.isPresent()) {
            moveAside(job, plan.get(), ended.status(), alive);
        } else {
            moveUnplanned(job, ended.status(), alive);
        }
        clear(job, ended.status(), alive);
        parts.records().close(job);
        return ended;
    }

    /** Once: a repetition may find the parts gone. */
    private void joinRejects(String job, LoadPlan plan, Runnable alive) {
        if (objects.find(Names.rejects(job)).isPresent()) {
            return;
        }
        String header = RejectsCsv.header(plan.table(), plan.glob());
        try (ObjectWriter writer = objects.create(Names.rejects(job), Condition.any())) {
            byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
            writer.write(bytes, 0, bytes.length);
            for (int range = 0; range < plan.ranges().size(); range++) {
                append(Staging.rejects(job, range), writer);
                alive.run();
            }
            writer.commit();
        }
    }

    private void append(String name, ObjectWriter writer) {
        Optional<StoredObject> part = objects.find(name);
        if (part.isEmpty()) {
            return;
        }
        try (InputStream in = objects.read(part.get(), 0, Long.MAX_VALUE)) {
            in.transferTo(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A source from {@code incoming/} goes to {@code loaded/} or {@code failed/}; one that changed since stays. */
    private void moveAside(String job, LoadPlan plan, JobStatus status, Runnable alive) {
        if (plan.input().dryRun()) {
            return;
        }
        for (LoadPlan.PlannedFile file : plan.files()) {
            ObjectStore store = parts.sources().internal(file.uri()).store();
            setAside.move(
                    job, status, plan.table().name(), store, file.original().object());
            alive.run();
        }
    }

    /** A load that failed before it had a plan goes by its record; of a glob it has taken what it has claimed. */
    private void moveUnplanned(String job, JobStatus status, Runnable alive) {
        parts.records().accepted(job).ifPresent(record -> setAside.moveAll(record, status, parts.sources(), alive));
    }

    /**
     * After a failure staging stays, so that a retry has everything; uploads are kept as staging is. What a retry has read
     * of a failed job's goes when it has succeeded.
     */
    private void clear(String job, JobStatus status, Runnable alive) {
        if (status == JobStatus.FAILED) {
            return;
        }
        List<StoredObject> page;
        do {
            page = objects.list(Names.staging(job), "", PAGE);
            for (StoredObject object : page) {
                objects.delete(object.name(), Condition.any());
            }
            alive.run();
        } while (!page.isEmpty());
        objects.delete(Names.upload(job), Condition.any());
        if (status == JobStatus.SUCCEEDED) {
            parts.records()
                    .accepted(job)
                    .filter(record -> record.retryOf().isPresent())
                    .map(record -> record.input().path("uri").asText())
                    .filter(uri -> uri.startsWith(Names.UPLOADS))
                    .ifPresent(uri -> objects.delete(uri, Condition.any()));
        }
    }
}
