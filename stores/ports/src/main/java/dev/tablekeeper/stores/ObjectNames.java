package dev.tablekeeper.stores;

import dev.tablekeeper.model.workflow.FailureType;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The rule for names in an {@link ObjectStore}, which every adapter asks before it touches anything. */
public final class ObjectNames {
    private static final int MAX_NAME_BYTES = 1024;
    private static final int MAX_PART_BYTES = 255;
    private static final int MAX_SHOWN = 100;

    private ObjectNames() {}

    /** The name itself, or a {@link StoreFailure} of type {@code INVALID_REQUEST} that says what is wrong with it. */
    public static String require(String name) {
        flaw(name, false).ifPresent(flaw -> refuse("an object's name", name, flaw));
        return name;
    }

    /** The same for the beginning of a name, which may end anywhere: {@code ""}, {@code "jobs/"}, {@code "jobs/2026"}. */
    public static String requirePrefix(String prefix) {
        flaw(prefix, true).ifPresent(flaw -> refuse("the beginning of an object's name", prefix, flaw));
        return prefix;
    }

    /** Whether this may be one; a listing passes over what others put there under names that may not. */
    public static boolean isName(String name) {
        return flaw(name, false).isEmpty();
    }

    private static Optional<String> flaw(String name, boolean open) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        if (!encoder.canEncode(name)) {
            return Optional.of("it has half of a surrogate pair");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            return Optional.of("it is longer than " + MAX_NAME_BYTES + " bytes");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("it has a control character");
        }
        if (name.indexOf('\\') >= 0) {
            return Optional.of("it has a backslash; parts are joined by '/'");
        }
        String[] parts = name.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean unfinished = open && i == parts.length - 1;
            if (parts[i].getBytes(StandardCharsets.UTF_8).length > MAX_PART_BYTES) {
                return Optional.of("a part of it is longer than " + MAX_PART_BYTES + " bytes");
            }
            if (parts[i].isEmpty() && !unfinished) {
                return Optional.of("it has an empty part");
            }
            if ((parts[i].equals(".") || parts[i].equals("..")) && !unfinished) {
                return Optional.of("it has a part '" + parts[i] + "'");
            }
        }
        return Optional.empty();
    }

    private static void refuse(String what, String name, String flaw) {
        String start = name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "…" : name;
        String shown = start.replaceAll("\\p{Cntrl}", "?");
        throw new StoreFailure(FailureType.INVALID_REQUEST, "'" + shown + "' cannot be " + what + ": " + flaw);
    }
}
