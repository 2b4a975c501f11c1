package dev.tablekeeper.stores.google.secretmanager;

import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.google.GoogleAccess;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Secrets of a project in Secret Manager, each read again when it was read a minute ago: so one that was rotated, revoked
 * or added counts within a minute, without a restart. Where Secret Manager does not answer, what was read last goes on
 * counting for an hour; an answer that there is none, or that it may not be read, counts at once.
 *
 * <p>The account needs {@code roles/secretmanager.secretAccessor}. Versions are the latest, but for those that
 * {@link SecretPlace} pins.
 */
public final class SecretManagerSecrets implements SecretStore, AutoCloseable {
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration BETWEEN_FAILURES = Duration.ofSeconds(10);

    private final SecretVersions versions;
    private final SecretPlace place;
    private final InstantSource clock;
    private final Map<String, CachedSecret> secrets = new ConcurrentHashMap<>();

    SecretManagerSecrets(SecretVersions versions, SecretPlace place, InstantSource clock) {
        this.versions = versions;
        this.place = place;
        this.clock = clock;
    }

    public static SecretManagerSecrets open(GoogleAccess access, SecretPlace place) {
        return new SecretManagerSecrets(SecretVersions.open(access), place, InstantSource.system());
    }

    @Override
    public Optional<String> read(String name) {
        SecretStore.requireName(name);
        return secrets.computeIfAbsent(
                        name,
                        n -> new CachedSecret(
                                n, () -> versions.read(place.version(n)), clock, FRESH, USABLE, BETWEEN_FAILURES))
                .read()
                .map(SecretStore::withoutClosingLineBreak);
    }

    @Override
    public void close() {
        versions.close();
    }
}
