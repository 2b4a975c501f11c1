package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Schema;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** What jobs and their tables are called: hashes, because operations' ids hold what BigQuery's names do not. */
final class JobNames {
    /** The most that a label's value takes is 63. */
    private static final int LABEL = 40;

    private static final Pattern WRITE = Pattern.compile("tablekeeper_[0-9a-f]{" + LABEL + "}_write_g[0-9]+");

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

    /** Whether a job changes tables, as those of {@link #write} do. */
    static boolean isWrite(String job) {
        return WRITE.matcher(job).matches();
    }

    static String hold(UUID random) {
        return "tablekeeper_" + hash(random.toString()) + "_hold";
    }

    static String read(UUID random) {
        return "tablekeeper_" + hash(random.toString()) + "_read";
    }

    /** What the tables staged under a name begin with. */
    static String staged(String staging) {
        return "staged_" + hash(staging) + "_";
    }

    static String staged(String staging, TableName target) {
        return staged(staging) + hash(target.toString());
    }

    /** The folder of the parts of tables staged under a name. */
    static String parts(String staging) {
        return "staging/" + hash(staging) + "/";
    }

    /** What the tables begin with that an operation keeps. */
    static String kept(Operation operation) {
        return "kept_" + hash(operation.id()) + "_";
    }

    /** Another schema has another table. */
    static String kept(Operation operation, int position, Schema schema) {
        return kept(operation) + position + "_" + hash(schema.toString());
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
