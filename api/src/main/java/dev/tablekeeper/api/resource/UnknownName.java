package dev.tablekeeper.api.resource;

import dev.tablekeeper.model.table.NearestName;
import java.util.Collection;

/** What is said about a name that is not known. */
final class UnknownName {
    private UnknownName() {}

    /** What it may have meant, or else what there is. */
    static String guess(String name, Collection<String> known) {
        return NearestName.of(name, known)
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElseGet(() -> known.isEmpty() ? "there are none" : "there are " + String.join(", ", known));
    }
}
