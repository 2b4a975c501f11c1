package dev.tablekeeper.api.page;

import dev.tablekeeper.jobs.Hashes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/** One file as a browser gets it, held in memory. */
final class Asset {
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "html", "text/html; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml; charset=utf-8");

    private final String name;
    private final byte[] content;
    private final String tag;

    Asset(String name, byte[] content) {
        this.name = name;
        this.content = content.clone();
        // Weak, since it may travel compressed.
        this.tag = "W/\"" + Hashes.sha256(content) + "\"";
    }

    /** @param path beside this class, or from the root of all jars with a slash before it */
    static Asset read(String name, String path) {
        try (InputStream stream = Asset.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks " + path);
            }
            return new Asset(name, stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    String type() {
        return TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Its {@code ETag}. */
    String tag() {
        return tag;
    }

    InputStream open() {
        return new ByteArrayInputStream(content);
    }

    String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    void addTo(MessageDigest digest) {
        digest.update(content);
    }
}
