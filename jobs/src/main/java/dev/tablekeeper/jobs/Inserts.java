package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.InsertRows;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.stores.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes jobs of rows that were judged: those that go on, and those that are refused as a whole. What is staged is durable
 * before anything names it, under an id that nobody else stages under, so whoever finds the job by its key or its record
 * finds its rows too.
 */
public final class Inserts {
    private static final Logger LOG = LoggerFactory.getLogger(Inserts.class);

    private final InsertStaging staging;
    private final Acceptance acceptance;
    private final Claims claims;
    private final Clock clock;

    public Inserts(ObjectStore objects, Acceptance acceptance, Claims claims, Clock clock) {
        this.staging = new InsertStaging(objects);
        this.acceptance = acceptance;
        this.claims = claims;
        this.clock = clock;
    }

    /**
     * A request's rows and how they are to be written.
     *
     * @param tables one at least
     */
    public record Batch(List<JudgedRows> tables, InsertRows.Mode mode, String startedBy, Optional<JobRequest.Key> key) {
        public Batch {
            tables = List.copyOf(tables);
        }

        InsertRows.Input input(String job) {
            return new InsertRows.Input(
                    tables.stream().map(rows -> rows.batch(job)).toList(), mode);
        }
    }

    /**
     * Accepts the insert of the good rows; the others are handed back with it.
     *
     * @throws Failure as {@link Acceptance#accept}; nothing is left then
     */
    public Acceptance.Accepted accept(Batch batch) {
        return staged(batch, acceptance::accept);
    }

    /** Writes the insert down as failed, with its rejects; none of its rows will be written. */
    public Acceptance.Accepted refuse(Batch batch, JobError error) {
        return staged(
                batch,
                request -> acceptance.refuseRows(
                        request,
                        job -> nothingLoaded(batch, job),
                        error,
                        job -> staging.publishRejects(job.id(), batch.input(job.id()))));
    }

    private JsonNode nothingLoaded(Batch batch, String job) {
        InsertRows.Input input = batch.input(job);
        ObjectNode counts = Json.MAPPER.valueToTree(InsertCounts.none(job, input));
        return staging.withRejected(job, input, counts);
    }

    private interface Accepting {
        Acceptance.Accepted accept(JobRequest request);
    }

    private Acceptance.Accepted staged(Batch batch, Accepting accepting) {
        String id = JobIds.next(JobKind.INSERT, clock.instant());
        JobRequest request = new JobRequest(
                JobKind.INSERT,
                batch.tables().stream().map(rows -> rows.table().name()).toList(),
                batch.startedBy(),
                id,
                job -> Json.MAPPER.valueToTree(batch.input(job)),
                batch.key(),
                Optional.empty());
        if (acceptance.earlier(request).isPresent()) {
            // Its rows were staged then.
            return accepting.accept(request);
        }
        Acceptance.Accepted accepted;
        try {
            staging.stage(id, batch.tables());
            accepted = accepting.accept(request);
        } catch (RuntimeException e) {
            takeBack(id, batch);
            throw e;
        }
        if (!accepted.job().id().equals(id)) {
            discard(id, batch);
        }
        return accepted;
    }

    /**
     * Takes back what was staged for a job that could not be accepted. It stays if the job's record or the key's claim got
     * written all the same: a repetition of the request, or the sweeper, goes on with it.
     */
    private void takeBack(String job, Batch batch) {
        try {
            boolean claimed = batch.key()
                    .flatMap(key -> claims.find(key.claim()))
                    .filter(claim -> claim.job().equals(job))
                    .isPresent();
            if (!claimed && !acceptance.has(job)) {
                discard(job, batch);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "the staged rows of {} stay, as nobody can tell now whether they are needed: {}",
                    job,
                    e.toString());
        }
    }

    private void discard(String job, Batch batch) {
        try {
            staging.discard(job, batch.tables());
        } catch (Failure e) {
            LOG.warn("the staged rows of {} stay, though nobody needs them: {}", job, e.getMessage());
        }
    }
}
