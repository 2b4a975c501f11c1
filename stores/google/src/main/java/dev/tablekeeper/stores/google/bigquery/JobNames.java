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
        return of(operation, "write");
    }

    static String load(Operation operation, String table, List<String> uris) {
        return of(operation, "load_" + hash(table + "\n" + String.join("\n", uris)));
    }

    /** Of the job that chooses what a snapshot holds. */
    static String freeze(Operation operation) {
        return of(operation, "freeze");
    }

    /** Of the job whose being there says that a snapshot was let go of. */
    static String released(Operation operation) {
        return of(operation, "released");
    }

    /** What all jobs and tables that hold one snapshot's rows begin with. */
    static String frozen(Operation operation) {
        return of(operation, "frozen_");
    }

    static String frozen(Operation operation, String table) {
        return frozen(operation) + hash(table);
    }

    static String extract(Operation frozen, String table) {
        return of(frozen, "extract_" + hash(table));
    }

    /** Of the job that finds what is in a frozen table. */
    static String content(Operation frozen, String table) {
        return of(frozen, "content_" + hash(table));
    }

    private static String of(Operation operation, String what) {
        return "tablekeeper_" + hash(operation.id()) + "_" + what;
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
