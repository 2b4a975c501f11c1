package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.stores.Operation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What jobs and their tables are called: hashes, because operations' ids hold what BigQuery's names do not. */
final class JobNames {
    /** The most that a label's value takes is 63. */
    private static final int LABEL = 40;

    private JobNames() {}

    static String write(Operation operation) {
        return "tablekeeper_" + hash(operation.id()) + "_write";
    }

    static String load(Operation operation, String table, List<String> uris) {
        return "tablekeeper_" + hash(operation.id()) + "_load_" + hash(table + "\n" + String.join("\n", uris));
    }

    static String label(String text) {
        return hash(text);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, LABEL);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
