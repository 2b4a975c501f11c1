package dev.tablekeeper.api.security;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What a server keeps its door with.
 *
 * @param tokens the address of the account whose token this is, empty where it does not count
 * @param uploads how many files may be uploaded at once
 * @param nanos the time, as {@link System#nanoTime()} has it
 */
public record Guard(ApiKeys keys, Function<String, Optional<String>> tokens, int uploads, LongSupplier nanos) {
    /** How many files may be uploaded at once where nothing else is said. */
    public static final int UPLOADS = 16;

    /** Whether a caller who was let in would be let in again. */
    public boolean knows(Caller caller) {
        return caller.equals(Caller.ANONYMOUS) || keys.holds(caller);
    }

    /** With these keys. */
    public static Guard of(ApiKeys keys, Optional<GoogleTokens> tokens, int uploads) {
        return new Guard(keys, token -> tokens.flatMap(google -> google.account(token)), uploads, System::nanoTime);
    }

    /** Of a server that only its own machine can reach, and that knows no key. */
    public static Guard none() {
        return of(ApiKeys.none(), Optional.empty(), UPLOADS);
    }
}
