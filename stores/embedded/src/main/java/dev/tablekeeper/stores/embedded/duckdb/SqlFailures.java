package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Translates what DuckDB says, which is a text and nothing else, into the failures of a warehouse. A text that can
 * hold a row's content goes no further.
 */
final class SqlFailures {
    private static final Pattern HOLDER = Pattern.compile("\\(PID \\d+\\)");

    private final String database;
    private final List<Rule> rules;

    /** Applies when DuckDB's text contains one of {@code signs}, ignoring case. */
    private record Rule(FailureType type, String advice, boolean quote, List<String> signs) {
        boolean applies(String lowerCase) {
            return signs.stream().anyMatch(lowerCase::contains);
        }
    }

    /** @param database what to call the database, its file as a rule */
    SqlFailures(String database) {
        this.database = database;
        // In this order: the first that applies is right.
        rules = List.of(
                new Rule(
                        FailureType.STORAGE_FULL,
                        "the disk is full: make room beside " + database + ", then try again",
                        false,
                        List.of("no space left on device", "disk quota exceeded", "there is not enough space")),
                new Rule(
                        FailureType.STORAGE_FULL,
                        "DuckDB has used up the memory and temporary disk space it may use: give it more, or write less"
                                + " at once",
                        true,
                        List.of("out of memory", "max_temp_directory_size")),
                new Rule(
                        FailureType.UNAVAILABLE,
                        database
                                + " is locked: end the other program that has it open, a running 'tablekeeper serve' as a rule, or choose"
                                + " another file",
                        false,
                        List.of("could not set lock", "conflicting lock", "used by another process")),
                new Rule(
                        FailureType.DAMAGED,
                        database + " is damaged or no DuckDB database: move it aside and restore a backup, or choose"
                                + " another file",
                        true,
                        List.of(
                                "not a valid duckdb database",
                                "corrupt",
                                "checksum",
                                "serialization error",
                                "could not read enough bytes")),
                new Rule(
                        FailureType.NOT_POSSIBLE,
                        database + " was written by another version of DuckDB: use the Tablekeeper that wrote it, or"
                                + " choose another file",
                        true,
                        List.of("storage version", "version number")),
                new Rule(
                        FailureType.UNAVAILABLE,
                        "DuckDB stopped itself after an earlier failure: restart Tablekeeper",
                        true,
                        List.of("database has been invalidated", "fatal error", "connection was closed")),
                new Rule(
                        FailureType.NOT_POSSIBLE,
                        "something else depends on the table: drop that (an index, a foreign key), then try again",
                        true,
                        List.of("dependency error")),
                new Rule(
                        FailureType.CONFLICT,
                        "another change came first: try again",
                        true,
                        List.of("conflict", "attempting to modify table", "has been altered", "primary key")),
                new Rule(
                        FailureType.PERMISSION_DENIED,
                        "Tablekeeper may not read and write " + database + ": mend the permissions",
                        true,
                        List.of("permission denied", "read-only")),
                new Rule(
                        FailureType.INVALID_REQUEST,
                        "a row has no value in a column that must have one",
                        true,
                        List.of("not null constraint failed")),
                new Rule(
                        FailureType.INVALID_REQUEST,
                        "a row holds a value that its column cannot take",
                        false,
                        List.of("conversion error", "out of range", "constraint error")),
                new Rule(
                        FailureType.INVALID_REQUEST,
                        "the SQL does not fit the database",
                        true,
                        List.of("parser error", "binder error", "catalog error")),
                new Rule(
                        FailureType.UNAVAILABLE,
                        database + " cannot be read or written",
                        true,
                        List.of("io error", "cannot open file")));
    }

    /** @param doing what was being done, as in "cannot {@code doing}" */
    StoreFailure translate(String doing, SQLException cause) {
        String text = String.valueOf(cause.getMessage());
        int refused = text.indexOf(TableShape.REFUSED);
        if (refused >= 0) {
            return new StoreFailure(
                    FailureType.NOT_POSSIBLE, firstLine(text.substring(refused + TableShape.REFUSED.length())));
        }
        String lowerCase = text.toLowerCase(Locale.ROOT);
        for (Rule rule : rules) {
            if (rule.applies(lowerCase)) {
                String message = "cannot " + doing + ": " + rule.advice();
                return rule.quote()
                        ? new StoreFailure(rule.type(), message + " (" + firstLine(text) + ")", cause)
                        : new StoreFailure(rule.type(), message + holder(text));
            }
        }
        return new StoreFailure(
                FailureType.INTERNAL, "cannot " + doing + " in " + database + ": DuckDB gave an error", cause);
    }

    private static String holder(String text) {
        var holder = HOLDER.matcher(text);
        return holder.find() ? " " + holder.group() : "";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
