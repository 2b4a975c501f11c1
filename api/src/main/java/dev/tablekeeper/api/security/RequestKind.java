package dev.tablekeeper.api.security;

import java.util.Locale;

/** Requests that are counted together: a flood of one kind leaves the others alone. */
enum RequestKind {
    READ,
    INSERT,
    LOAD,
    /** Backups, restores, and what is done to jobs. */
    OPERATE,
    /** What asks for no key. */
    OPEN;

    static RequestKind of(Access access, boolean reads) {
        if (access == Access.OPEN) {
            return OPEN;
        }
        if (reads) {
            return READ;
        }
        return switch (access) {
            case INSERT -> INSERT;
            case LOAD -> LOAD;
            default -> OPERATE;
        };
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
