package dev.tablekeeper.jobs.backup;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A manifest as a JSON text that tells when it was changed: its last field is the SHA-256 of all others, written without
 * white space in the order in which they stand.
 */
final class ManifestJson {
    private static final String CHECKSUM = "sha256";
    private static final String VERSION = "formatVersion";
    private static final ObjectMapper MAPPER =
            Json.MAPPER.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private ManifestJson() {}

    static byte[] write(Manifest manifest) {
        ObjectNode tree = Json.MAPPER.valueToTree(manifest);
        tree.put(CHECKSUM, checksum(tree));
        return (tree.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param where for messages
     * @throws Failure BACKUP_DAMAGED where it is cut off, changed or no manifest; NOT_POSSIBLE where a newer program wrote it
     */
    static Manifest read(byte[] bytes, String where) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw damaged(where, "is no JSON, or cut off");
        }
        if (!(tree instanceof ObjectNode fields) || !fields.path(VERSION).canConvertToInt()) {
            throw damaged(where, "is not a manifest");
        }
        int version = fields.path(VERSION).asInt();
        if (version > Manifest.FORMAT_VERSION) {
            throw new Failure(
                    FailureType.NOT_POSSIBLE,
                    "The manifest " + where + " was written in format " + version + ", and this program knows format "
                            + Manifest.FORMAT_VERSION + ". Use the Tablekeeper that wrote the backup, or a newer one.");
        }
        JsonNode said = fields.remove(CHECKSUM);
        if (said == null || !said.asText().equals(checksum(fields))) {
            throw damaged(where, "was changed since it was written");
        }
        try {
            return MAPPER.treeToValue(fields, Manifest.class);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(where, "lacks what a manifest has");
        }
    }

    private static String checksum(ObjectNode fields) {
        return Hashes.sha256(Json.write(fields));
    }

    private static Failure damaged(String where, String how) {
        return new Failure(
                FailureType.BACKUP_DAMAGED,
                "The manifest " + where + " " + how + ", so nothing of this backup can be trusted. Restore from another"
                        + " backup.");
    }
}
