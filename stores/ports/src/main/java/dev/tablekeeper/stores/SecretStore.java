package dev.tablekeeper.stores;

import java.util.Optional;

/** Where secrets are kept. Asked again each time one is needed, so that a changed secret is picked up. */
public interface SecretStore {

    /**
     * The secret's text as it is now, without a closing line break.
     *
     * @param name {@code [a-zA-Z0-9_-]{1,255}}; another is a {@link StoreFailure} of type {@code INVALID_REQUEST}
     */
    Optional<String> read(String name);
}
