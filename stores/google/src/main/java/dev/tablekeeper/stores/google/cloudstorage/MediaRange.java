package dev.tablekeeper.stores.google.cloudstorage;

import java.util.Optional;

/**
 * Which bytes of an object, of which generation.
 *
 * @param generation empty for the one that is there
 * @param header as HTTP's {@code Range}; empty for all
 */
record MediaRange(Optional<Long> generation, Optional<String> header) {

    static MediaRange all() {
        return new MediaRange(Optional.empty(), Optional.empty());
    }

    /** @param size of the whole object; {@code from} to {@code to} are not empty */
    static MediaRange of(long generation, long from, long to, long size) {
        boolean whole = from == 0 && to == size;
        return new MediaRange(
                Optional.of(generation), whole ? Optional.empty() : Optional.of("bytes=" + from + "-" + (to - 1)));
    }
}
