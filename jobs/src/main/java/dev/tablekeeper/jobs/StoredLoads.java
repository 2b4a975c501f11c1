package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Loads of what lies in a place already, whoever asks for them: each generation of an object goes into a table once,
 * unless the job that did so failed or was cancelled, or it is wanted again.
 */
public final class StoredLoads {
    private static final String OPTIONS_FROM = "optionsFrom";

    private final Sources sources;
    private final Acceptance acceptance;
    private final Claims claims;
    private final Jobs jobs;
    private final Clock clock;

    public StoredLoads(Sources sources, Acceptance acceptance, Claims claims, Jobs jobs, Clock clock) {
        this.sources = sources;
        this.acceptance = acceptance;
        this.claims = claims;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** One generation of an object, and the table that it is for. */
    public record Generation(String table, String uri, long generation) {
        String claim() {
            return Claims.generation(table, uri, generation);
        }
    }

    /** @param existing whether the generation was another request's before: that one's job is the answer */
    public record Answer(Acceptance.Accepted accepted, boolean existing) {}

    /**
     * Accepts the load, or finds the job that does or did it, also when that has moved the object aside meanwhile.
     *
     * @param asked its generation is filled in unless it is a glob; one that is there already must be the object's
     * @throws Failure PERMISSION_DENIED for a place that nobody may load from; SOURCE_MISSING, SOURCE_CHANGED; what
     *     {@link Acceptance#accept} gives
     */
    public Answer load(LoadCsv.Input asked, String startedBy, Optional<JobRequest.Key> key) {
        Sources.Source source = sources.allowed(asked.uri());
        // By one name, however it was called: what was loaded is remembered by its name.
        LoadCsv.Input input = asked.withSource(source.store().uri(source.name()), asked.generation());
        List<StoredObject> found = source.objects();
        boolean repeated = key.flatMap(k -> claims.find(k.claim())).isPresent();
        // What was asked for before may have been moved aside meanwhile, because it was loaded.
        if (found.isEmpty() && !repeated) {
            return new Answer(latest(input, source), true);
        }
        Optional<Long> generation =
                source.glob() ? Optional.empty() : found.stream().findFirst().map(StoredObject::generation);
        if (input.generation().isPresent() && !input.generation().equals(generation)) {
            throw new Failure(
                    FailureType.SOURCE_CHANGED,
                    "'" + input.uri() + "' is not there any more as it was when it was seen");
        }
        Optional<JobRequest.Source> once = generation
                .filter(g -> !input.dryRun())
                .map(g -> new JobRequest.Source(new Generation(input.table(), input.uri(), g).claim(), input.again()));
        LoadCsv.Input pinned = input.withSource(input.uri(), generation);
        Acceptance.Accepted accepted = acceptance.accept(new JobRequest(
                JobKind.LOAD,
                List.of(input.table()),
                startedBy,
                JobIds.next(JobKind.LOAD, clock.instant()),
                job -> Json.MAPPER.valueToTree(pinned),
                key,
                once));
        if (once.isPresent()) {
            String latest = Claims.latest(input.table(), input.uri());
            claims.claim(latest, accepted.job().id(), "", standing -> true);
        }
        return new Answer(accepted, accepted.existing() && once.isPresent() && !repeated);
    }

    /**
     * The load with the options that the object itself gives, where it gives some, of the generation that gives them. A glob
     * means many objects, and takes none.
     *
     * @throws Failure PERMISSION_DENIED for a place that nobody may load from; INVALID_REQUEST where they are at fault
     */
    public LoadCsv.Input withOptionsOfObject(LoadCsv.Input input) {
        Sources.Source source = sources.allowed(input.uri());
        if (source.glob()) {
            return input;
        }
        Optional<ObjectOptions> options = source.objects().stream()
                .findFirst()
                .flatMap(object -> ObjectOptions.of(source.store(), object, input.table()));
        if (options.isEmpty()) {
            return input;
        }
        return options.get()
                .input()
                .map(given -> given.asAsked(input.dryRun(), input.again()))
                .orElseThrow(() ->
                        new Failure(FailureType.INVALID_REQUEST, options.get().fault()));
    }

    /** Whose a generation is. */
    public Optional<Claims.Claim> claim(Generation what) {
        return claims.find(what.claim());
    }

    /**
     * Writes down a load as failed because its options cannot be known, instead of loading with other ones. The job's
     * input names where the options should have come from, and so is no input that a load could be started with.
     *
     * @return empty where the generation is another job's
     */
    public Optional<AcceptedJob> refuse(Generation what, String startedBy, String optionsFrom, String fault) {
        ObjectNode input = Json.MAPPER.createObjectNode();
        input.put("table", what.table()).put("uri", what.uri()).put("generation", what.generation());
        input.put(OPTIONS_FROM, optionsFrom);
        return acceptance.refuse(
                new JobRequest(
                        JobKind.LOAD,
                        List.of(what.table()),
                        startedBy,
                        JobIds.next(JobKind.LOAD, clock.instant()),
                        job -> input,
                        Optional.empty(),
                        Optional.of(new JobRequest.Source(what.claim(), false))),
                JobError.of(FailureType.INVALID_REQUEST, fault));
    }

    /** Whether a job was refused, so that nobody has tried to load what it was about. */
    public static boolean refused(AcceptedJob job) {
        return job.input().has(OPTIONS_FROM);
    }

    /** The job that has loaded an object which is not there any more: it was moved aside when it was loaded. */
    private Acceptance.Accepted latest(LoadCsv.Input input, Sources.Source source) {
        Optional<Job> job =
                claims.find(Claims.latest(input.table(), input.uri())).flatMap(c -> jobs.find(c.job()));
        boolean loads = job.filter(j -> j.status() != JobStatus.FAILED && j.status() != JobStatus.CANCELLED)
                .isPresent();
        if (!loads || input.again() || input.dryRun()) {
            throw new Failure(
                    FailureType.SOURCE_MISSING,
                    missing(source, input.uri()) + job.map(StoredLoads::moved).orElse(""));
        }
        return acceptance.standing(job.orElseThrow().id());
    }

    private static String missing(Sources.Source source, String uri) {
        return source.glob()
                ? "Nothing matches '" + uri + "'. Is it all uploaded? * does not cross a /, ** does."
                : "There is no object '" + uri + "'. Is it uploaded, and is its name spelt so?";
    }

    private static String moved(Job job) {
        String folder = job.status() == JobStatus.SUCCEEDED ? Names.loaded(job.id()) : Names.failed(job.id());
        return " The job " + job.id() + " took it and set it aside in " + folder
                + "; upload it again to load it again.";
    }
}
