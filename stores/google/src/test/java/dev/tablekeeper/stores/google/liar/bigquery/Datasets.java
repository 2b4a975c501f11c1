package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The datasets of the project, each a schema in DuckDB. */
final class Datasets {
    private final String project;
    private final String location;
    private final Database database;
    private final Map<String, ObjectNode> datasets = new ConcurrentHashMap<>();

    Datasets(String project, String location, Database database) {
        this.project = project;
        this.location = location;
        this.database = database;
    }

    ObjectNode get(String name) {
        return Optional.ofNullable(datasets.get(name))
                .orElseThrow(() -> ApiFailure.missing("Dataset " + project + ":" + name));
    }

    /** Fails as a job of that location does when the dataset is not there. */
    ObjectNode get(String name, String jobLocation) {
        ObjectNode dataset = datasets.get(name);
        if (dataset == null || !dataset.get("location").asText().equalsIgnoreCase(jobLocation)) {
            throw ApiFailure.missing("Dataset " + project + ":" + name + " was not found in location " + jobLocation);
        }
        return dataset;
    }

    synchronized ObjectNode insert(JsonNode body) {
        String name = body.path("datasetReference").path("datasetId").asText();
        if (!name.matches("\\w+")) {
            throw ApiFailure.invalid("Invalid dataset ID \"" + name + "\".");
        }
        if (datasets.containsKey(name)) {
            throw ApiFailure.duplicate("Dataset " + project + ":" + name);
        }
        ObjectNode dataset = body.deepCopy();
        dataset.put("kind", "bigquery#dataset").put("id", project + ":" + name);
        dataset.put("location", Json.text(body, "location").orElse(location));
        dataset.put("creationTime", Long.toString(System.currentTimeMillis()));
        dataset.putObject("datasetReference").put("projectId", project).put("datasetId", name);
        database.execute("CREATE SCHEMA " + TableRef.quoted(name));
        return changed(name, dataset);
    }

    synchronized ObjectNode patch(String name, JsonNode changes) {
        ObjectNode dataset = get(name).deepCopy();
        Json.patch(dataset, changes);
        return changed(name, dataset);
    }

    /** The milliseconds that tables made in it live, if they do not live for ever. */
    Optional<Long> expiry(String name) {
        return Json.text(get(name), "defaultTableExpirationMs").map(Long::valueOf);
    }

    synchronized void delete(String name, boolean empty) {
        get(name);
        if (!empty) {
            throw new ApiFailure("resourceInUse", "Dataset " + project + ":" + name + " is still in use");
        }
        datasets.remove(name);
        database.execute("DROP SCHEMA " + TableRef.quoted(name) + " CASCADE");
    }

    private ObjectNode changed(String name, ObjectNode dataset) {
        dataset.put("lastModifiedTime", Long.toString(System.currentTimeMillis()));
        dataset.put("etag", Etags.next());
        datasets.put(name, dataset);
        return dataset;
    }
}
