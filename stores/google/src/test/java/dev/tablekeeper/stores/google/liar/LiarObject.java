package dev.tablekeeper.stores.google.liar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One generation of one object.
 *
 * @param resource as the JSON API shows it
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares objects.
public record LiarObject(String name, long generation, ObjectNode resource, byte[] content) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    static LiarObject of(String bucket, String name, long generation, Instant now, JsonNode said, byte[] content) {
        ObjectNode resource = said.deepCopy();
        String time = now.truncatedTo(ChronoUnit.MILLIS).toString();
        resource.put("kind", "storage#object")
                .put("id", bucket + "/" + name + "/" + generation)
                .put("bucket", bucket)
                .put("name", name)
                .put("generation", Long.toString(generation))
                .put("metageneration", "1")
                .put("size", Integer.toString(content.length))
                .put("crc32c", crc32c(content))
                .put("timeCreated", time)
                .put("updated", time);
        return new LiarObject(name, generation, resource, content);
    }

    LiarObject with(byte[] otherContent) {
        return new LiarObject(name, generation, resource, otherContent);
    }

    /** A key of the metadata that people and programs put beside the content. */
    public Optional<String> metadata(String key) {
        return Optional.ofNullable(resource.path("metadata").get(key)).map(JsonNode::asText);
    }

    Response media(Optional<String> range) {
        Optional<Matcher> asked = range.map(RANGE::matcher).filter(Matcher::matches);
        if (asked.isEmpty()) {
            return described(new Response(200, Map.of(), content));
        }
        int from = Integer.parseInt(asked.get().group(1));
        if (from >= content.length) {
            return Response.error(416, "requestedRangeNotSatisfiable", "Request range not satisfiable");
        }
        String last = asked.get().group(2);
        int to = last.isEmpty() ? content.length : (int) Math.min(content.length, Long.parseLong(last) + 1);
        return described(new Response(206, Map.of(), Arrays.copyOfRange(content, from, to)))
                .with("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
    }

    private Response described(Response response) {
        return response.with("Content-Type", "application/octet-stream")
                .with("x-goog-hash", "crc32c=" + resource.get("crc32c").asText())
                .with("x-goog-generation", Long.toString(generation))
                .with("x-goog-stored-content-length", resource.get("size").asText());
    }

    static String crc32c(byte[] content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) checksum.getValue())
                .array();
        return Base64.getEncoder().encodeToString(bytes);
    }
}
