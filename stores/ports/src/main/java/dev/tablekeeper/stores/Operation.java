package dev.tablekeeper.stores;

import java.util.regex.Pattern;

/**
 * The name under which a warehouse remembers that something was done.
 *
 * @param id job, step and table, never a run id: {@code [a-z0-9-_.]{1,400}}
 * @param parameters a hash of what was asked for; the same id with another hash is an error, not a repetition
 */
public record Operation(String id, String parameters) {
    private static final Pattern ID = Pattern.compile("[a-z0-9_.-]{1,400}");

    public Operation {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not an operation id: " + id);
        }
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("an operation needs a hash of its parameters");
        }
    }
}
