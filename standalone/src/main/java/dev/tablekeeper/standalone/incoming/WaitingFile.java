package dev.tablekeeper.standalone.incoming;

import dev.tablekeeper.stores.StoredObject;
import java.time.Duration;

/** One generation of a file in the incoming place, and how far it is with it. Times are {@link System#nanoTime()}'s. */
final class WaitingFile {
    /** How long a file must have stood still to be taken for whole, and an odd state to be taken for one that lasts. */
    static final long STILL = Duration.ofSeconds(2).toNanos();

    private final StoredObject object;
    private final long seen;
    private boolean whole;
    private boolean settled;
    private final Lasting claim = new Lasting();
    private final Lasting options = new Lasting();
    private long notBefore;

    WaitingFile(StoredObject object, long seen) {
        this.object = object;
        this.seen = seen;
        this.notBefore = seen;
    }

    StoredObject object() {
        return object;
    }

    /** It was moved in. */
    void moved() {
        whole = true;
    }

    /** It was looked at again, in a look that began at {@code now}, and was the same. */
    void seenAgain(long now) {
        whole |= now - seen >= STILL;
    }

    boolean isWhole() {
        return whole;
    }

    /** Nothing is to be done about this generation any more. */
    void settle() {
        settled = true;
    }

    boolean isSettled() {
        return settled;
    }

    boolean isReady(long now) {
        return whole && !settled && now - notBefore >= 0;
    }

    void postpone(long until) {
        notBefore = until;
    }

    /** Its claim, where that looks as if somebody were between two steps. */
    Lasting claim() {
        return claim;
    }

    /** Its options, where they look as if somebody were writing them. */
    Lasting options() {
        return options;
    }

    /** A state that may be another's work half done, and is to be believed only once it has lasted. */
    static final class Lasting {
        private String state = "";
        private long since;

        /** Whether it has been so for as long as a file has to stand still; another state begins anew. */
        boolean lasts(String now, long nanos) {
            if (!now.equals(state)) {
                state = now;
                since = nanos;
            }
            return nanos - since >= STILL;
        }
    }
}
