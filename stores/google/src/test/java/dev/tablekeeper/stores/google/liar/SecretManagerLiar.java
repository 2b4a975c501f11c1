package dev.tablekeeper.stores.google.liar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Access to versions of the secrets of a project, by Secret Manager's REST API; versions count from 1. */
public final class SecretManagerLiar implements Handler {
    private static final String ACCESS = ":access";

    private final String project;
    private final Map<String, List<byte[]>> secrets = new HashMap<>();
    private boolean disabled;
    private boolean mangled;

    public SecretManagerLiar(String project) {
        this.project = project;
    }

    public synchronized void add(String name, byte[] version) {
        secrets.computeIfAbsent(name, n -> new ArrayList<>()).add(version);
    }

    public void add(String name, String version) {
        add(name, version.getBytes(StandardCharsets.UTF_8));
    }

    public synchronized void remove(String name) {
        secrets.remove(name);
    }

    /** From now on all versions are disabled. */
    public synchronized void disable() {
        disabled = true;
    }

    /** From now on checksums are those of something else. */
    public synchronized void mangle() {
        mangled = true;
    }

    @Override
    public synchronized Response handle(Request request) {
        // v1/projects/PROJECT/secrets/NAME/versions/VERSION:access
        List<String> parts = request.parts();
        String last = parts.get(6);
        if (!request.method().equals("GET") || !last.endsWith(ACCESS)) {
            throw new IllegalArgumentException("not played");
        }
        String name = parts.get(4);
        List<byte[]> versions = secrets.getOrDefault(name, List.of());
        String asked = last.substring(0, last.length() - ACCESS.length());
        int version = asked.equals("latest") ? versions.size() : Integer.parseInt(asked);
        if (!parts.get(2).equals(project) || version < 1 || version > versions.size()) {
            return error(404, "NOT_FOUND", "Secret [" + name + "] not found or has no versions.");
        }
        if (disabled) {
            return error(400, "FAILED_PRECONDITION", "Secret Version is in DISABLED state.");
        }
        byte[] data = versions.get(version - 1);
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        return Response.json(
                200,
                "{\"name\": \"projects/%s/secrets/%s/versions/%d\", \"payload\": {\"data\": \"%s\", \"dataCrc32c\": \"%d\"}}"
                        .formatted(
                                project,
                                name,
                                version,
                                Base64.getEncoder().encodeToString(data),
                                checksum.getValue() + (mangled ? 1 : 0)));
    }

    public static Response error(int code, String status, String message) {
        return Response.json(
                code,
                "{\"error\": {\"code\": %d, \"message\": \"%s\", \"status\": \"%s\"}}"
                        .formatted(code, message, status));
    }
}
