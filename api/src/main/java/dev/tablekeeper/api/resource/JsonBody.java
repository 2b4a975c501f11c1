package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.api.security.BodyRoom;
import dev.tablekeeper.model.json.Json;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads a request's body as one JSON object. */
final class JsonBody {
    private static final int MOST_BYTES = 32 << 20;
    private static final int STEP_BYTES = 256 << 10;

    private JsonBody() {}

    /** @throws Refusal 400 where it is not JSON or not whole, 413 above 32 MB, 422 where it is no object */
    static ObjectNode read(Context ctx) {
        return object(bytes(ctx));
    }

    private static ObjectNode object(byte[] bytes) {
        JsonNode node = parse(bytes);
        if (node instanceof ObjectNode object) {
            return object;
        }
        Faults faults = new Faults();
        faults.add("body", "is one JSON object, such as {\"name\": \"value\"}");
        faults.check();
        throw new AssertionError("a fault was just added");
    }

    /**
     * The same of a body that may be left out.
     *
     * @return without fields where there is none
     * @throws Refusal also 415 where there is one that is no JSON
     */
    static ObjectNode orNone(Context ctx) {
        long announced = MediaTypes.contentLength(ctx);
        if (announced == 0 || (announced < 0 && ctx.header("Transfer-Encoding") == null)) {
            return Json.MAPPER.createObjectNode();
        }
        MediaTypes.ofBody(ctx, List.of(MediaTypes.JSON));
        MediaTypes.checkCoding(ctx, List.of());
        byte[] bytes = bytes(ctx);
        return bytes.length == 0 ? Json.MAPPER.createObjectNode() : object(bytes);
    }

    /** @throws Refusal 400 where it is not whole, 413 above 32 MB, 503 where there is no room for it in memory */
    static byte[] bytes(Context ctx) {
        long announced = MediaTypes.contentLength(ctx);
        if (announced > MOST_BYTES) {
            throw tooLarge();
        }
        BodyRoom.Place room = BodyRoom.of(ctx);
        try {
            InputStream body = ctx.bodyInputStream();
            if (announced < 0) {
                return unannounced(body, room);
            }
            room.hold(announced);
            return body.readNBytes((int) announced);
        } catch (IOException e) {
            throw Refusal.bodyIncomplete("The connection ended within the body, or the body came too slowly.");
        }
    }

    private static byte[] unannounced(InputStream body, BodyRoom.Place room) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] step;
        do {
            room.hold(STEP_BYTES);
            step = body.readNBytes(STEP_BYTES);
            bytes.writeBytes(step);
            if (bytes.size() > MOST_BYTES) {
                throw tooLarge();
            }
        } while (step.length == STEP_BYTES);
        return bytes.toByteArray();
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
