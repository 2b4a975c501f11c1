package dev.tablekeeper.stores.embedded.duckdb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How schemas and tables are called that Tablekeeper makes for a while. */
final class OwnNames {
    static final String FROZEN = "frozen_";
    private static final int HASH_CHARACTERS = 16;

    private OwnNames() {}

    /** The schema of the tables that an operation has frozen. */
    static String frozen(String operation) {
        return FROZEN + hash(operation);
    }

    /** The table that is staged for another's place; it lies in the same schema. */
    static String staged(String staging, String table) {
        return stagedPrefix(staging) + table;
    }

    static String stagedPrefix(String staging) {
        return StoredTable.OWN + "staged_" + hash(staging) + "_";
    }

    /** The table that an operation has put aside; it lies in the same schema. */
    static String kept(String operation, String table) {
        return StoredTable.OWN + "kept_" + hash(operation) + "_" + table;
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
