package dev.tablekeeper.model.key;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * One key as it is stored: what it is called, what it opens, and how it is recognised, which is not enough to make a
 * request with.
 *
 * @param sha256 the SHA-256 of the key's text, as 64 lower-case hexadecimal digits
 * @param email instead of it, the account whose Google-signed tokens are let in
 * @param tables names of tables, or {@link #ALL_TABLES}
 * @param requestsPerMinute how many requests of one kind may be made a minute
 */
@JsonPropertyOrder({"name", "sha256", "email", "scopes", "tables", "requestsPerMinute"})
public record KeyEntry(
        String name,
        Optional<String> sha256,
        Optional<String> email,
        List<Scope> scopes,
        List<String> tables,
        OptionalInt requestsPerMinute) {
    public static final String ALL_TABLES = "*";
    public static final int MOST_REQUESTS_PER_MINUTE = 1_000_000;

    /** What a key may be called: it stands in jobs and in the log. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");

    public KeyEntry {
        scopes = List.copyOf(scopes);
        tables = List.copyOf(tables);
    }

    /** How a key's text is recognised. */
    public static String fingerprint(String key) {
        return HexFormat.of().formatHex(digest(key));
    }

    /** The same in bytes. */
    public static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
