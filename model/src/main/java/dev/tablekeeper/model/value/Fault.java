package dev.tablekeeper.model.value;

import java.util.Objects;

/**
 * What is wrong with one value or one record.
 *
 * @param column the column's name, or empty where the fault is the record's
 * @param reason one sentence for the person who mends it: what was found, what is wanted
 */
public record Fault(String column, RejectCode code, String reason) {

    public Fault {
        Objects.requireNonNull(column);
        Objects.requireNonNull(code);
        Objects.requireNonNull(reason);
    }
}
