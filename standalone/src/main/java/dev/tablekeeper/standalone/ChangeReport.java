package dev.tablekeeper.standalone;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.stores.upkeep.Change;
import java.util.List;
import java.util.stream.Stream;

/** How a warehouse differs from its definitions, for people and as JSON. */
public record ChangeReport(List<Change> changes) {

    public ChangeReport {
        changes = List.copyOf(changes);
    }

    public int count() {
        return changes.size();
    }

    /** How many of them are not safe, and so done by nobody but their reader. */
    public int refused() {
        return (int) changes.stream().filter(change -> !change.safe()).count();
    }

    /** The first that is not safe, with what to do. */
    String firstRefused() {
        return changes.stream()
                .filter(change -> !change.safe())
                .findFirst()
                .map(change -> change.difference() + " (" + change.remedy() + ")")
                .orElse("");
    }

    /** @param applied whether the warehouse is now as its definitions say */
    public String json(boolean applied) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        ArrayNode all = json.putArray("changes");
        for (Change change : changes) {
            all.addObject()
                    .put("kind", change.kind().code())
                    .put("name", change.name())
                    .put("safe", change.safe())
                    .put("difference", change.difference())
                    .put("remedy", change.remedy());
        }
        return Json.write(json.put("applied", applied));
    }

    /** A line for each, and one more for what to do where that is for the reader to do. */
    public List<String> lines() {
        return changes.stream().flatMap(ChangeReport::lines).toList();
    }

    private static Stream<String> lines(Change change) {
        return change.safe()
                ? Stream.of("  " + change.difference() + ": " + change.remedy())
                : Stream.of("! " + change.difference(), "    " + change.remedy());
    }
}
