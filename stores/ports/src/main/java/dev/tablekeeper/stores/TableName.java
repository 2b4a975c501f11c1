package dev.tablekeeper.stores;

import java.util.Optional;

/**
 * A table in a dataset.
 *
 * @param dataset another dataset than the one that Tablekeeper keeps
 */
public record TableName(Optional<String> dataset, String table) {
    /** A table of the dataset that Tablekeeper keeps. */
    public static TableName of(String table) {
        return new TableName(Optional.empty(), table);
    }

    @Override
    public String toString() {
        return dataset.map(d -> d + ".").orElse("") + table;
    }
}
