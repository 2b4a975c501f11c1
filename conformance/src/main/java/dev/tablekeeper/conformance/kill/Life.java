package dev.tablekeeper.conformance.kill;

import java.util.List;
import java.util.Optional;

/**
 * What a victim said and how it ended.
 *
 * @param tooLong whether it was killed because it did not end
 */
record Life(List<String> lines, boolean killed, boolean tooLong, int exit) {

    /** The rest of the first line that begins so. */
    Optional<String> said(String prefix) {
        return all(prefix).stream().findFirst();
    }

    List<String> all(String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }
}
