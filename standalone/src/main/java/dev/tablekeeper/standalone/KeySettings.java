package dev.tablekeeper.standalone;

import dev.tablekeeper.api.security.ApiKeys;
import dev.tablekeeper.api.security.GoogleTokens;
import dev.tablekeeper.api.security.Guard;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import java.util.Optional;

/** How the API's door is kept, as the configuration says. */
final class KeySettings {
    private static final int MOST_UPLOADS = 100;

    private KeySettings() {}

    /** @throws Failure INVALID_REQUEST for keys or settings that cannot be understood, a line for each fault */
    static Guard guard(Configuration configuration, SecretStore secrets) {
        Optional<GoogleTokens> tokens = Optional.of(configuration.get(Configuration.AUDIENCE))
                .filter(audience -> !audience.isEmpty())
                .map(GoogleTokens::new);
        int uploads = configuration.number(Configuration.UPLOADS, 1, MOST_UPLOADS);
        ApiKeys keys = new ApiKeys(secrets, secret(configuration), tokens.isPresent(), System::nanoTime);
        return Guard.of(keys, tokens, uploads);
    }

    private static String secret(Configuration configuration) {
        String value = configuration.get(Configuration.API_KEYS);
        if (value.startsWith(Configuration.SECRET)) {
            return value.substring(Configuration.SECRET.length());
        }
        if (configuration.get(Configuration.SECRETS).equals("env:")) {
            return ApiKeys.SECRET;
        }
        throw new Failure(
                FailureType.INVALID_REQUEST,
                Configuration.API_KEYS + " holds the keys, but secrets are in "
                        + configuration.get(Configuration.SECRETS) + ": store them there under the name "
                        + ApiKeys.SECRET + ", and leave the variable out.");
    }
}
