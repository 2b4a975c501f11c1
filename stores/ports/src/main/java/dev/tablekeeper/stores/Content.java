package dev.tablekeeper.stores;

import dev.tablekeeper.model.row.Fingerprint;

/** What is in a table, whatever the order of its rows: how many there are, and the fingerprint of all. */
public record Content(long rows, Fingerprint fingerprint) {
    @Override
    public String toString() {
        return rows + " rows, " + fingerprint.algorithm() + " " + fingerprint.value();
    }
}
