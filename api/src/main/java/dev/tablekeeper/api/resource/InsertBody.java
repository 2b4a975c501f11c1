package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.model.value.JsonRowParser;
import dev.tablekeeper.model.value.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lists of rows in a request's body, as the places where they stand: each row is read by the rules of its table. */
final class InsertBody {
    /** The most rows of a request. */
    static final int MOST_ROWS = 1_000;

    private static final JsonFactory FACTORY = JsonText.factory(JsonRowParser.MOST_DEPTH, false);

    private final byte[] source;
    private final Map<String, Optional<List<Slice>>> lists = new LinkedHashMap<>();
    private final List<String> twice = new ArrayList<>();
    private long rows;

    private InsertBody(byte[] source) {
        this.source = source;
    }

    /** The body as it came. */
    byte[] source() {
        return source;
    }

    /** By field, in the body's order; empty where the field is no list. */
    Map<String, Optional<List<Slice>>> lists() {
        return lists;
    }

    /** The fields that are there more than once. */
    List<String> twice() {
        return twice;
    }

    /** How many rows there are in all lists. */
    long rows() {
        return rows;
    }

    /** Where one row stands: {@code [from, to)}. */
    record Slice(int from, int to) {}

    /**
     * Finds the rows; more than {@link #MOST_ROWS} are counted and not kept.
     *
     * @throws Refusal 400 where the body is not JSON, 422 where it is no object
     */
    static InsertBody of(byte[] source) {
        // JSON in another encoding than UTF-8 has a zero among its first bytes.
        for (int i = 0; i < Math.min(source.length, 4); i++) {
            if (source[i] == 0) {
                throw Refusal.notJson("The body is not JSON in UTF-8.");
            }
        }
        InsertBody body = new InsertBody(source);
        try (JsonParser json = FACTORY.createParser(source)) {
            body.read(json);
            return body;
        } catch (StreamConstraintsException e) {
            throw Refusal.notJson(
                    "The body is nested deeper than " + JsonRowParser.MOST_DEPTH + " levels, which is not read.");
        } catch (JsonProcessingException e) {
            throw Refusal.notJson("The body stops being JSON" + where(e.getLocation()) + ".");
        } catch (IOException e) {
            throw Refusal.notJson("The body is not JSON.");
        }
    }

    private void read(JsonParser json) throws IOException {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw Refusal.notJson("The body is empty; it is a JSON object.");
        }
        boolean object = first == JsonToken.START_OBJECT;
        while (object && json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() != JsonToken.START_ARRAY) {
                json.skipChildren();
                put(name, Optional.empty());
                continue;
            }
            List<Slice> slices = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                int from = (int) json.currentTokenLocation().getByteOffset();
                json.skipChildren();
                json.finishToken();
                rows++;
                if (rows <= MOST_ROWS) {
                    slices.add(new Slice(from, (int) json.currentLocation().getByteOffset()));
                }
            }
            put(name, Optional.of(slices));
        }
        if (!object) {
            json.skipChildren();
        }
        if (json.nextToken() != null) {
            throw Refusal.notJson(
                    "More follows after the body's JSON object" + where(json.currentTokenLocation()) + ".");
        }
        if (!object) {
            Faults faults = new Faults();
            faults.add("body", "is one JSON object with a list of rows, such as {\"rows\": [{…}]}");
            faults.check();
        }
    }

    private void put(String name, Optional<List<Slice>> list) {
        if (lists.putIfAbsent(name, list) != null) {
            twice.add(name);
        }
    }

    private static String where(JsonLocation at) {
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
