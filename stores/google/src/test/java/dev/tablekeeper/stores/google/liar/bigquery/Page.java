package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Which rows an answer holds.
 *
 * @param from the first, counted from 0
 * @param size how many at most
 */
record Page(long from, long size) {

    static Page of(ResultRequest request, int most) {
        long from = request.text("pageToken")
                .or(() -> request.text("startIndex").map(index -> "from-" + index))
                .map(token -> Long.parseLong(token.substring("from-".length())))
                .orElse(0L);
        return new Page(
                from,
                Math.min(most, request.text("maxResults").map(Long::valueOf).orElse((long) most)));
    }

    int begin(int rows) {
        return (int) Math.min(from, rows);
    }

    int end(int rows) {
        return (int) Math.min(from + size, rows);
    }

    /** Says how to go on, where there is more. */
    void mark(ObjectNode answer, long total) {
        if (from + size < total) {
            answer.put("pageToken", "from-" + (from + size));
        }
    }
}
