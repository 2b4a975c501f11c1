package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The jobs of the project. An id is taken for ever, however its job ends. */
final class Jobs {
    /** The dataset where results are tables, named like their jobs. */
    static final String RESULTS = "_results";

    private static final List<String> REGIONS_FOUND_WITHOUT_NAME = List.of("US", "EU");

    private final JobWork.World world;
    private final String location;
    private final Clock clock;
    private final Map<String, LiarJob> jobs = new LinkedHashMap<>();
    private final Map<String, LiarJob> requests = new LinkedHashMap<>();
    private JobFates fates = JobFates.none();
    private int fated;

    Jobs(JobWork.World world, String location, Clock clock) {
        this.world = world;
        this.location = location;
        this.clock = clock;
    }

    synchronized void fates(JobFates now) {
        fates = now;
        fated = 0;
    }

    synchronized List<LiarJob> all() {
        return List.copyOf(jobs.values());
    }

    LiarJob insert(JsonNode body) {
        ObjectNode configuration = body.path("configuration").deepCopy();
        String type = List.of("load", "query", "copy", "extract").stream()
                .filter(configuration::has)
                .findFirst()
                .orElseThrow(() -> ApiFailure.invalid("not played: a job with the configuration " + configuration));
        configuration.put("jobType", type.toUpperCase(Locale.ROOT));
        JsonNode reference = body.path("jobReference");
        LiarJob job = register(
                Json.text(reference, "jobId").orElseGet(() -> "job_" + UUID.randomUUID()),
                Json.text(reference, "location").orElse(location),
                configuration);
        job.begin();
        return job;
    }

    /** A dry run: what there would be, which stays nowhere. The query itself is not looked at. */
    ObjectNode dry(JsonNode body) {
        ObjectNode job = Json.object().put("kind", "bigquery#job");
        job.putObject("jobReference").put("projectId", world.project()).put("location", location);
        job.set("configuration", body.get("configuration"));
        job.putObject("status").put("state", "DONE");
        job.putObject("statistics").put("totalBytesProcessed", "0");
        return job;
    }

    /** The job of a jobs.query: the same for the same request id. */
    LiarJob query(JsonNode body) {
        ObjectNode configuration = Json.object().put("jobType", "QUERY");
        ObjectNode query = configuration.putObject("query");
        for (String member : List.of("query", "useLegacySql", "queryParameters", "parameterMode", "defaultDataset")) {
            Optional.ofNullable(body.get(member)).ifPresent(value -> query.set(member, value));
        }
        Optional.ofNullable(body.get("labels")).ifPresent(labels -> configuration.set("labels", labels));
        if (body.path("dryRun").asBoolean()) {
            throw ApiFailure.notPlayed("dryRun");
        }
        String place = Json.text(body, "location").orElse(location);
        Optional<String> request = Json.text(body, "requestId");
        LiarJob job;
        synchronized (this) {
            Optional<LiarJob> known = request.map(requests::get);
            if (known.isPresent()) {
                return known.get();
            }
            job = register("job_" + UUID.randomUUID(), place, configuration);
            request.ifPresent(id -> requests.put(id, job));
        }
        job.begin();
        return job;
    }

    private synchronized LiarJob register(String id, String place, ObjectNode configuration) {
        if (!id.matches("[A-Za-z0-9_-]{1,1024}")) {
            throw ApiFailure.invalid("Invalid job ID \"" + id + "\".");
        }
        if (jobs.containsKey(id)) {
            throw ApiFailure.duplicate("Job " + world.project() + ":" + place + "." + id);
        }
        JobFate fate = fates.next(new JobFates.Inserted(fated++, id, configuration));
        LiarJob job = new LiarJob(id, place, configuration, fate, new JobWork(configuration, place, world), clock);
        jobs.put(id, job);
        return job;
    }

    /** @param place where the request says that the job is */
    synchronized LiarJob get(String id, Optional<String> place) {
        return Optional.ofNullable(jobs.get(id))
                .filter(job -> place.map(job.location()::equalsIgnoreCase)
                        .orElseGet(() -> REGIONS_FOUND_WITHOUT_NAME.contains(job.location())))
                .orElseThrow(() -> ApiFailure.missing("Job " + world.project() + ":"
                        + place.map(where -> where + ".").orElse("") + id));
    }

    /** The result that is the table of this name. */
    synchronized ResultRows result(String id) {
        return Optional.ofNullable(jobs.get(id))
                .flatMap(job -> job.result().rows())
                .orElseThrow(() -> ApiFailure.missing("Table " + world.project() + ":" + RESULTS + "." + id));
    }
}
