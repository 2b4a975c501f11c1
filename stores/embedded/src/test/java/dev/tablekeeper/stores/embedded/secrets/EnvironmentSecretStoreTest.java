package dev.tablekeeper.stores.embedded.secrets;

import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.contract.SecretStoreContract;
import java.util.HashMap;
import java.util.Map;

class EnvironmentSecretStoreTest extends SecretStoreContract {
    private final Map<String, String> variables = new HashMap<>();

    @Override
    protected SecretStore store() {
        return new EnvironmentSecretStore(variables);
    }

    @Override
    protected void put(String name, String text) {
        variables.put(EnvironmentSecretStore.variable(name), text);
    }
}
