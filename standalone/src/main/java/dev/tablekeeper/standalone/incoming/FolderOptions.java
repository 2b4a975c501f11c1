package dev.tablekeeper.standalone.incoming;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.jobs.StandingOptions;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options that a folder gives to the loads of its files: in {@code _load.json}, the nearest one from the file's
 * folder up to the table's.
 */
final class FolderOptions {
    static final String FILE = "_load.json";
    private static final int MOST_BYTES = 64 << 10;

    private final IncomingPlace place;

    FolderOptions(IncomingPlace place) {
        this.place = place;
    }

    /**
     * What the options of one file are.
     *
     * @param file the {@code _load.json} they come from, if there is one
     * @param input empty where they are at fault
     * @param fault what is wrong with them
     */
    record Found(Optional<StoredObject> file, String uri, Optional<LoadCsv.Input> input, String fault) {}

    Found of(String table, StoredObject object) {
        String folder = object.name();
        String top = place.prefix() + table;
        do {
            folder = folder.substring(0, folder.lastIndexOf('/'));
            String name = folder + "/" + FILE;
            if (Files.exists(place.path(name), LinkOption.NOFOLLOW_LINKS)) {
                return read(table, object, name);
            }
        } while (!folder.equals(top));
        return judge(table, object, Optional.empty(), top, Json.MAPPER.createObjectNode());
    }

    private Found read(String table, StoredObject object, String name) {
        String uri = place.store().uri(name);
        Optional<StoredObject> file = place.store().find(name);
        if (file.isEmpty()) {
            return fault(file, uri, "is no plain file");
        }
        if (file.get().size() > MOST_BYTES) {
            return fault(file, uri, "has more than " + MOST_BYTES + " bytes; it is one JSON object with load options");
        }
        try {
            JsonNode json = Json.MAPPER.readTree(place.store().read(name).orElse(new byte[0]));
            return json instanceof ObjectNode fields
                    ? judge(table, object, file, uri, fields)
                    : fault(file, uri, "is not one JSON object, such as {\"mode\": \"merge\"}");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            return fault(file, uri, "stops being JSON" + where);
        } catch (IOException e) {
            return fault(file, uri, "is not JSON");
        }
    }

    private Found judge(String table, StoredObject object, Optional<StoredObject> file, String uri, ObjectNode fields) {
        List<String> faults = new ArrayList<>();
        Optional<LoadCsv.Input> input =
                StandingOptions.input(fields, table, place.uri(object), "a folder", faults::add);
        return faults.isEmpty()
                ? new Found(file, uri, input.map(i -> i.withSource(i.uri(), Optional.of(object.generation()))), "")
                : fault(file, uri, String.join("; ", faults));
    }

    private static Found fault(Optional<StoredObject> file, String uri, String fault) {
        return new Found(file, uri, Optional.empty(), uri + ": " + fault);
    }
}
