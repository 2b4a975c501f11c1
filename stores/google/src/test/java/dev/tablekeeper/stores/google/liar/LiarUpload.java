package dev.tablekeeper.stores.google.liar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client wants to be stored.
 *
 * @param resource what it says of the object, its checksum perhaps
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares uploads.
record LiarUpload(String name, JsonNode resource, byte[] bytes) {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern HASH = Pattern.compile("crc32c=([^,]+)");

    /** Two parts: the resource as JSON, and the bytes. */
    static LiarUpload multipart(Request request) throws JsonProcessingException {
        Matcher boundary = BOUNDARY.matcher(request.header("content-type").orElseThrow());
        if (!boundary.find()) {
            throw new IllegalArgumentException("no multipart body");
        }
        // Each byte is a character here, so that positions are positions.
        String body = new String(request.body(), StandardCharsets.ISO_8859_1);
        String line = "--" + boundary.group(1);
        int first = body.indexOf(line);
        int second = body.indexOf("\r\n" + line, first);
        int last = body.lastIndexOf("\r\n" + line + "--");
        String json = body.substring(body.indexOf("\r\n\r\n", first) + 4, second);
        String content = body.substring(body.indexOf("\r\n\r\n", second + 2) + 4, last);
        JsonNode resource =
                CloudStorageLiar.JSON.readTree(CloudStorageLiar.text(json.getBytes(StandardCharsets.ISO_8859_1)));
        String name =
                request.parameter("name").orElseGet(() -> resource.get("name").asText());
        return new LiarUpload(name, resource, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** With the checksum that came with the last piece. */
    LiarUpload hashed(Request request) {
        Matcher hash = HASH.matcher(request.header("x-goog-hash").orElse(""));
        if (!hash.find()) {
            return this;
        }
        ObjectNode hashed = resource.deepCopy();
        hashed.put("crc32c", hash.group(1));
        return new LiarUpload(name, hashed, bytes);
    }

    Optional<Response> refusal() {
        String calculated = LiarObject.crc32c(bytes);
        JsonNode provided = resource.get("crc32c");
        return provided == null || provided.asText().equals(calculated)
                ? Optional.empty()
                : Optional.of(Response.error(
                        400,
                        "invalid",
                        "Provided CRC32C \"" + provided.asText() + "\" doesn't match calculated CRC32C \"" + calculated
                                + "\"."));
    }
}
