package dev.tablekeeper.model.key;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a list of keys. What its messages quote of it are names, never what may be a key. */
public final class KeyEntries {
    private KeyEntries() {}

    /**
     * The entries of a JSON list.
     *
     * @throws Failure INVALID_REQUEST with a line for each fault: which entry, what is wrong, what to do
     */
    public static List<KeyEntry> parse(String json) {
        JsonNode list = tree(json);
        if (!list.isArray()) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    "it is one JSON list of entries, such as [{\"name\":…}], also for a single key");
        }
        List<String> faults = new ArrayList<>();
        List<KeyEntry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> openers = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            KeyEntryReader reader = new KeyEntryReader(i + 1, list.get(i), faults);
            reader.read().ifPresent(entry -> {
                if (!names.add(entry.name())) {
                    reader.fault(
                            "'name' is another entry's too; jobs and idempotency keys belong to a name, so give each"
                                    + " key its own");
                }
                if (!openers.add(entry.sha256().or(entry::email).orElseThrow())) {
                    reader.fault("'" + (entry.email().isPresent() ? "email" : "sha256")
                            + "' is another entry's too; keep one of them");
                }
                entries.add(entry);
            });
        }
        if (!faults.isEmpty()) {
            throw new Failure(
                    FailureType.INVALID_REQUEST, faults.stream().collect(Collectors.joining(System.lineSeparator())));
        }
        return entries;
    }

    private static JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    "it stops being JSON"
                            + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
                            + "; it is a list such as [{\"name\":…}]");
        }
    }
}
