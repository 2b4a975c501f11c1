package dev.tablekeeper.api;

import dev.tablekeeper.api.security.ApiKeys;
import dev.tablekeeper.api.security.Guard;
import dev.tablekeeper.model.key.KeyEntry;
import dev.tablekeeper.stores.SecretStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A secret store with one secret, and a clock that stands still until it is moved. */
final class Keys implements SecretStore {
    final AtomicReference<Optional<String>> secret = new AtomicReference<>(Optional.empty());
    final AtomicLong nanos = new AtomicLong();

    Keys(String... entries) {
        set(entries);
    }

    /** An entry for a key whose text is its name and {@code -key}. */
    static String entry(String name, String scopes, String more) {
        return "{\"name\":\"" + name + "\",\"sha256\":\"" + KeyEntry.fingerprint(name + "-key") + "\",\"scopes\":[\""
                + scopes.replace(",", "\",\"") + "\"]" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    void set(String... entries) {
        secret.set(Optional.of("[" + String.join(",", entries) + "]"));
    }

    void pass(long seconds) {
        nanos.addAndGet(seconds * 1_000_000_000L);
    }

    ApiKeys read() {
        return new ApiKeys(this, ApiKeys.SECRET, true, nanos::get);
    }

    Guard guard() {
        return new Guard(read(), token -> Optional.of(token).filter(t -> t.contains("@")), Guard.UPLOADS, nanos::get);
    }

    @Override
    public Optional<String> read(String name) {
        return secret.get();
    }
}
