package dev.tablekeeper.stores.google.liar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The part of Cloud Storage's JSON API that the adapter uses, contents in memory: uploads (in one request, and in pieces),
 * metadata, media with ranges, lists, deletions and rewrites, and what generations and their preconditions mean for each.
 * One request is done at a time. A condition of an upload in pieces counts when its last piece comes. No versions, no
 * access control, no lifecycle.
 */
public final class CloudStorageLiar implements Handler {
    static final ObjectMapper JSON = new ObjectMapper();

    private final String bucket;
    private final TreeMap<String, LiarObject> objects = new TreeMap<>(
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private Optional<Boolean> mangle = Optional.empty();
    private final ObjectNode about = JSON.createObjectNode();
    private long lastGeneration = 1_700_000_000_000_000L;

    /** An upload in pieces; when it is finished, with what it made. */
    private record Session(Request begin, LiarUpload upload, Optional<Response> end) {}

    public CloudStorageLiar(String bucket) {
        this.bucket = bucket;
        about.put("kind", "storage#bucket")
                .put("id", bucket)
                .put("name", bucket)
                .put("location", "US");
    }

    /** Says of the bucket where it is, and which lifecycle rules it has, as the JSON API writes them. */
    public synchronized void about(String location, String rules) throws JsonProcessingException {
        about.put("location", location).putObject("lifecycle").set("rule", JSON.readTree(rules));
    }

    /** An object as it is now, for tests that look behind the adapter's back. */
    public synchronized Optional<LiarObject> object(String name) {
        return Optional.ofNullable(objects.get(name));
    }

    /** All of them, in the order of their names. */
    public synchronized List<LiarObject> objects() {
        return List.copyOf(objects.values());
    }

    /** The bucket's name. */
    public String bucket() {
        return bucket;
    }

    /** The objects now whose names begin like this, in their order. */
    public synchronized List<LiarObject> objects(String prefix) {
        return objects.values().stream()
                .filter(object -> object.name().startsWith(prefix))
                .toList();
    }

    /** Puts an object there as somebody else does. */
    public synchronized LiarObject put(String name, byte[] content, Map<String, String> metadata) {
        ObjectNode resource = JSON.createObjectNode();
        metadata.forEach(resource.putObject("metadata")::put);
        return store(name, resource, content);
    }

    /** Changes a byte of the next upload that is finished, before it is looked at or behind its back. */
    public synchronized void mangleNext(boolean noticed) {
        mangle = Optional.of(noticed);
    }

    /** Changes the stored bytes of an object, and not what is known of them. */
    public synchronized void damage(String name) {
        LiarObject object = objects.get(name);
        byte[] content = object.content().clone();
        content[content.length / 2] ^= 1;
        objects.put(name, object.with(content));
    }

    @Override
    public synchronized Response handle(Request request) throws JsonProcessingException {
        List<String> parts = request.parts();
        boolean upload = parts.get(0).equals("upload");
        boolean download = parts.get(0).equals("download");
        List<String> path = parts.subList(upload || download ? 1 : 0, parts.size());
        if (!path.get(3).equals(bucket)) {
            return Response.error(404, "notFound", "The specified bucket does not exist.");
        }
        if (upload) {
            return upload(request);
        }
        if (path.size() == 4) {
            return Response.json(200, about.toString());
        }
        if (path.size() == 5) {
            return new LiarListing(objects).answer(request);
        }
        if (path.size() == 11 && path.get(6).equals("rewriteTo")) {
            return rewrite(request, path.get(5), path.get(8).equals(bucket) ? path.get(10) : "");
        }
        String name = path.get(5);
        return switch (request.method()) {
            case "GET" -> get(request, name, download);
            case "DELETE" -> delete(request, name);
            default -> throw new IllegalArgumentException("not played");
        };
    }

    private Response get(Request request, String name, boolean download) {
        LiarObject there = objects.get(name);
        if (there == null) {
            return missing(name);
        }
        Optional<Response> refused = LiarConditions.of(request).refusal(there, true);
        if (refused.isPresent()) {
            return refused.get();
        }
        boolean media =
                download || request.parameter("alt").filter("media"::equals).isPresent();
        return media
                ? there.media(request.header("range"))
                : Response.json(200, there.resource().toString());
    }

    private Response delete(Request request, String name) {
        LiarObject there = objects.get(name);
        if (there == null) {
            return missing(name);
        }
        Optional<Response> refused = LiarConditions.of(request).refusal(there, false);
        if (refused.isPresent()) {
            return refused.get();
        }
        objects.remove(name);
        return Response.of(204);
    }

    private Response rewrite(Request request, String from, String to) throws JsonProcessingException {
        LiarObject source = objects.get(from);
        if (source == null) {
            return missing(from);
        }
        Optional<Response> refused = LiarConditions.ofSource(request).refusal(source, false);
        if (refused.isEmpty()) {
            refused = LiarConditions.of(request).refusal(objects.get(to), false);
        }
        if (refused.isPresent()) {
            return refused.get();
        }
        JsonNode body = request.body().length == 0 ? source.resource() : JSON.readTree(text(request.body()));
        LiarObject copy = store(to, body, source.content());
        ObjectNode answer = JSON.createObjectNode();
        answer.put("kind", "storage#rewriteResponse")
                .put("done", true)
                .put("objectSize", Long.toString(source.content().length))
                .put("totalBytesRewritten", Long.toString(source.content().length));
        answer.set("resource", copy.resource());
        return Response.json(200, answer.toString());
    }

    private Response upload(Request request) throws JsonProcessingException {
        if (request.method().equals("PUT")) {
            return piece(request);
        }
        if (request.parameter("uploadType").filter("resumable"::equals).isPresent()) {
            String id = UUID.randomUUID().toString();
            JsonNode resource = JSON.readTree(text(request.body()));
            String name = request.parameter("name")
                    .orElseGet(() -> resource.get("name").asText());
            sessions.put(id, new Session(request, new LiarUpload(name, resource, new byte[0]), Optional.empty()));
            String host = "http://" + request.header("host").orElseThrow();
            return Response.of(200).with("Location", host + request.uri() + "&upload_id=" + id);
        }
        return finish(request, LiarUpload.multipart(request));
    }

    private Response piece(Request request) {
        String id = request.parameter("upload_id").orElseThrow();
        Session session = sessions.get(id);
        if (session == null) {
            return missing("the upload " + id);
        }
        if (session.end().isPresent()) {
            return session.end().get();
        }
        // bytes FROM-TO/TOTAL, bytes FROM-TO/*, bytes */TOTAL, bytes */*
        String[] range = request.header("content-range")
                .orElseThrow()
                .substring("bytes ".length())
                .split("/", 2);
        byte[] bytes = session.upload().bytes();
        if (!range[0].equals("*")) {
            int from = Integer.parseInt(range[0].substring(0, range[0].indexOf('-')));
            if (from > bytes.length) {
                return Response.of(503);
            }
            int known = bytes.length - from;
            if (request.body().length > known) {
                bytes = Arrays.copyOf(bytes, from + request.body().length);
                System.arraycopy(request.body(), 0, bytes, from, request.body().length);
            }
        }
        LiarUpload upload =
                new LiarUpload(session.upload().name(), session.upload().resource(), bytes);
        boolean whole = range[1].equals(Integer.toString(bytes.length));
        Optional<Response> end =
                whole ? Optional.of(finish(session.begin(), upload.hashed(request))) : Optional.empty();
        if (end.filter(response -> response.status() != 200).isPresent()) {
            sessions.remove(id);
            return end.get();
        }
        sessions.put(id, new Session(session.begin(), upload, end));
        Response more =
                bytes.length == 0 ? Response.of(308) : Response.of(308).with("Range", "bytes=0-" + (bytes.length - 1));
        return end.orElse(more);
    }

    private Response finish(Request begin, LiarUpload upload) {
        Optional<Boolean> mangled = mangle;
        mangle = Optional.empty();
        if (mangled.isPresent()) {
            upload.bytes()[0] ^= 1;
        }
        Optional<Response> refused = LiarConditions.of(begin).refusal(objects.get(upload.name()), false);
        if (refused.isEmpty() && mangled.orElse(true)) {
            refused = upload.refusal();
        }
        if (refused.isPresent()) {
            return refused.get();
        }
        JsonNode said = upload.resource();
        return Response.json(
                200, store(upload.name(), said, upload.bytes()).resource().toString());
    }

    private LiarObject store(String name, JsonNode said, byte[] content) {
        LiarObject object = LiarObject.of(bucket, name, ++lastGeneration, Instant.now(), said, content);
        objects.put(name, object);
        return object;
    }

    private Response missing(String name) {
        return Response.error(404, "notFound", "No such object: " + bucket + "/" + name);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }
}
