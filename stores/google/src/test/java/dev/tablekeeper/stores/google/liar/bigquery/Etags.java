package dev.tablekeeper.stores.google.liar.bigquery;

import java.util.concurrent.atomic.AtomicLong;

/** Marks that no two states of resources share. */
final class Etags {
    private static final AtomicLong LAST = new AtomicLong();

    private Etags() {}

    static String next() {
        return "etag-" + LAST.incrementAndGet();
    }
}
