package dev.tablekeeper.stores;

import java.time.Instant;
import java.util.Objects;

/**
 * One generation of one object.
 *
 * @param name its path below the store's root, parts joined by {@code /}
 * @param generation positive; another one whenever the content was written anew
 * @param size in bytes
 */
public record StoredObject(String name, long generation, long size, Instant updated) {

    public StoredObject {
        Objects.requireNonNull(name);
        Objects.requireNonNull(updated);
    }
}
