package dev.tablekeeper.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options that an object gives to its load: one JSON object in its metadata, under {@link #METADATA}.
 *
 * @param input the load of this generation with them; empty where they are at fault
 * @param fault what is wrong with them, and where they stand
 */
public record ObjectOptions(Optional<LoadCsv.Input> input, String fault) {
    /** The name in the metadata; in a header of Cloud Storage's {@code x-goog-meta-tablekeeper-options}. */
    public static final String METADATA = "tablekeeper-options";

    /** Empty where the object gives none. */
    public static Optional<ObjectOptions> of(ObjectStore store, StoredObject object, String table) {
        return Optional.ofNullable(store.metadata(object).get(METADATA))
                .map(text -> judge(text, table, store.uri(object.name()), object.generation()));
    }

    private static ObjectOptions judge(String text, String table, String uri, long generation) {
        Optional<ObjectNode> options = read(text);
        if (options.isEmpty()) {
            return fault(uri, "is not one JSON object, such as {\"mode\": \"merge\"}");
        }
        List<String> faults = new ArrayList<>();
        Optional<LoadCsv.Input> input =
                StandingOptions.input(options.get(), table, uri, "an object's metadata", faults::add);
        return faults.isEmpty()
                ? new ObjectOptions(input.map(i -> i.withSource(uri, Optional.of(generation))), "")
                : fault(uri, String.join("; ", faults));
    }

    private static Optional<ObjectNode> read(String text) {
        try {
            JsonNode json = Json.MAPPER.readTree(text);
            return json instanceof ObjectNode fields ? Optional.of(fields) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static ObjectOptions fault(String uri, String fault) {
        return new ObjectOptions(Optional.empty(), "the metadata '" + METADATA + "' of '" + uri + "': " + fault);
    }
}
