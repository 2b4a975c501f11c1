package dev.tablekeeper.stores.embedded.secrets;

import dev.tablekeeper.stores.SecretStore;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Secrets in variables: {@code tablekeeper-api-keys} is {@code TABLEKEEPER_API_KEYS}. */
public final class EnvironmentSecretStore implements SecretStore {
    private final Map<String, String> variables;

    /** @param variables {@link System#getenv()}; looked into anew for each reading */
    public EnvironmentSecretStore(Map<String, String> variables) {
        this.variables = variables;
    }

    @Override
    public Optional<String> read(String name) {
        return Optional.ofNullable(variables.get(variable(name))).map(SecretStore::withoutClosingLineBreak);
    }

    /** The variable that holds a secret, for messages that tell people what to set. */
    public static String variable(String name) {
        return SecretStore.requireName(name).toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
