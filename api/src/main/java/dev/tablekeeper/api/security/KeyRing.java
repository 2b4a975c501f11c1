package dev.tablekeeper.api.security;

import dev.tablekeeper.model.key.KeyEntry;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys as they stood at one reading. Immutable. */
final class KeyRing {
    static final KeyRing EMPTY = new KeyRing(List.of());

    private final List<byte[]> hashes = new ArrayList<>();
    private final List<Caller> holders = new ArrayList<>();
    private final Map<String, Caller> accounts = new HashMap<>();
    private final Set<Caller> callers = new HashSet<>();

    KeyRing(List<KeyEntry> entries) {
        for (KeyEntry entry : entries) {
            Caller caller = new Caller(
                    entry.name(),
                    Set.copyOf(entry.scopes()),
                    entry.tables().contains(KeyEntry.ALL_TABLES)
                            ? Optional.empty()
                            : Optional.of(Set.copyOf(entry.tables())),
                    entry.requestsPerMinute());
            callers.add(caller);
            entry.sha256().ifPresent(hash -> {
                hashes.add(HexFormat.of().parseHex(hash));
                holders.add(caller);
            });
            entry.email().ifPresent(email -> accounts.put(email, caller));
        }
    }

    boolean empty() {
        return callers.isEmpty();
    }

    boolean accounts() {
        return !accounts.isEmpty();
    }

    boolean holds(Caller caller) {
        return callers.contains(caller);
    }

    /** Whose key this is. Takes the same time whichever it is, and whether it is one at all. */
    Optional<Caller> ofKey(String presented) {
        byte[] hash = KeyEntry.digest(presented);
        Caller found = null;
        for (int i = 0; i < hashes.size(); i++) {
            if (MessageDigest.isEqual(hashes.get(i), hash)) {
                found = holders.get(i);
            }
        }
        return Optional.ofNullable(found);
    }

    Optional<Caller> ofAccount(String email) {
        return Optional.ofNullable(accounts.get(email.toLowerCase(Locale.ROOT)));
    }
}
