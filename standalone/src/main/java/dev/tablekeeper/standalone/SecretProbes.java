package dev.tablekeeper.standalone;

import dev.tablekeeper.api.security.ApiKeys;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.probe.Probe;
import dev.tablekeeper.stores.probe.Probe.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether each secret that the configuration names can be read. */
final class SecretProbes {
    private final Configuration given;
    /** The names of settings and variables, and of the secrets that stand in them. */
    private final Map<String, String> named = new TreeMap<>();

    SecretProbes(Configuration given) {
        this.given = given;
        given.environment().forEach((name, value) -> {
            if (name.startsWith(Configuration.TEMPORALS)) {
                note(name, value);
            }
        });
        given.values().forEach(this::note);
    }

    private void note(String name, String value) {
        if (value.startsWith(Configuration.SECRET)) {
            named.put(name, value.substring(Configuration.SECRET.length()));
        }
    }

    List<Probe> all() {
        List<Probe> probes = new ArrayList<>();
        named.forEach((name, secret) -> probes.add(new Probe("secret " + secret, () -> read(name, secret))));
        return probes;
    }

    private Outcome read(String name, String secret) {
        if (StoreChoice.secrets(given).read(secret).isPresent()) {
            return Outcome.ok("can be read, for " + name);
        }
        String where = given.get(Configuration.SECRETS);
        if (secret.equals(ApiKeys.SECRET) && name.equals(Configuration.API_KEYS)) {
            return Outcome.ok("is not in the secrets (" + where + "), so there are no keys");
        }
        throw new Failure(
                FailureType.INVALID_REQUEST,
                name + " names it, and it is not in " + where + "; store it there, or give the value itself");
    }

    /** The store, or one without any secret where that cannot be opened: a probe has said so. */
    SecretStore store() {
        try {
            return StoreChoice.secrets(given);
        } catch (Failure e) {
            return name -> Optional.empty();
        }
    }

    /** The configuration with the secrets that can be read; where one cannot, its name goes on standing there. */
    Configuration resolved() {
        SecretStore store = store();
        return given.withSecrets(name -> {
            try {
                return store.read(name).or(() -> Optional.of(Configuration.SECRET + name));
            } catch (Failure e) {
                return Optional.of(Configuration.SECRET + name);
            }
        });
    }
}
