package dev.tablekeeper.stores.probe;

import java.util.Locale;
import java.util.Objects;

/**
 * How one thing is that was tried.
 *
 * @param what was tried: {@code dataset p.warehouse}
 * @param text how it is; where it is missing, what to do
 */
public record Finding(String what, Verdict verdict, String text) {

    /** Whether it will do. A warning does, and had better be looked at. */
    public enum Verdict {
        OK,
        WARNING,
        MISSING;

        /** As it stands in JSON and in lines. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        Objects.requireNonNull(what);
        Objects.requireNonNull(verdict);
        Objects.requireNonNull(text);
    }
}
