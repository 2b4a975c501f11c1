package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.model.json.Json;
import io.javalin.http.Context;
import java.io.IOException;

/** Reads a request's body as one JSON object. */
final class JsonBody {
    private static final int MOST_BYTES = 32 << 20;

    private JsonBody() {}

    /** @throws Refusal 400 where it is not JSON or not whole, 413 above 32 MB, 422 where it is no object */
    static ObjectNode read(Context ctx) {
        byte[] bytes = bytes(ctx);
        JsonNode node = parse(bytes);
        if (node instanceof ObjectNode object) {
            return object;
        }
        Faults faults = new Faults();
        faults.add("body", "is one JSON object, such as {\"name\": \"value\"}");
        faults.check();
        throw new AssertionError("a fault was just added");
    }

    /** @throws Refusal 400 where it is not whole, 413 above 32 MB */
    static byte[] bytes(Context ctx) {
        if (MediaTypes.contentLength(ctx) > MOST_BYTES) {
            throw tooLarge();
        }
        byte[] bytes;
        try {
            bytes = ctx.bodyInputStream().readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw Refusal.bodyIncomplete("The connection ended within the body.");
        }
        if (bytes.length > MOST_BYTES) {
            throw tooLarge();
        }
        return bytes;
    }

    private static JsonNode parse(byte[] bytes) {
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw Refusal.notJson("The body stops being JSON" + where + ".");
        } catch (IOException e) {
            throw Refusal.notJson("The body is not JSON.");
        }
        if (node.isMissingNode()) {
            throw Refusal.notJson("The body is empty; it is a JSON object.");
        }
        return node;
    }

    private static Refusal tooLarge() {
        return Refusal.tooLarge("A JSON body has at most " + (MOST_BYTES >> 20) + " MB.");
    }
}
