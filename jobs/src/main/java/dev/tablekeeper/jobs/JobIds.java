package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.JobKind;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes and checks job ids: {@code load-20261124t080000z-<12 letters and digits>}; at most 100 characters. */
public final class JobIds {
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,100}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss'z'").withZone(ZoneOffset.UTC);
    private static final Pattern MADE = Pattern.compile("[a-z]+-(\\d{8}t\\d{6}z)-[a-z0-9]{12}");
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private JobIds() {}

    /** A new id that nobody can guess. */
    public static String next(JobKind kind, Instant now) {
        StringBuilder id = new StringBuilder(kind.text() + "-" + TIME.format(now) + "-");
        for (int i = 0; i < 12; i++) {
            id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    /** When an id was made, for one that {@link #next} has made. */
    static Optional<Instant> madeAt(String id) {
        Matcher matcher = MADE.matcher(id);
        try {
            return matcher.matches() ? Optional.of(TIME.parse(matcher.group(1), Instant::from)) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * The id of the job of a workflow that somebody started by hand: the same for each of its runs, and safe in a path
     * whatever its workflow id is.
     */
    public static String ofWorkflow(JobKind kind, String workflowId, String firstRunId) {
        return kind.text() + "-"
                + Hashes.sha256((workflowId + "\n" + firstRunId).getBytes(StandardCharsets.UTF_8))
                        .substring(0, 32);
    }

    public static boolean valid(String id) {
        return ID.matcher(id).matches();
    }
}
