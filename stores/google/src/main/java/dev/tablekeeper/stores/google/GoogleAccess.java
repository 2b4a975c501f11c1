package dev.tablekeeper.stores.google;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.NoCredentials;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * As whom Google is asked, and where.
 *
 * @param endpoint an emulator's address; empty for Google's own
 */
public record GoogleAccess(Credentials credentials, Optional<URI> endpoint) {
    private static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/cloud-platform");

    /**
     * With application default credentials, which renew themselves.
     *
     * @throws StoreFailure PERMISSION_DENIED where there are none
     */
    public static GoogleAccess applicationDefault() {
        try {
            return new GoogleAccess(GoogleCredentials.getApplicationDefault().createScoped(SCOPES), Optional.empty());
        } catch (IOException e) {
            throw new StoreFailure(
                    FailureType.PERMISSION_DENIED,
                    "there are no application default credentials for Google Cloud; run 'gcloud auth application-default"
                            + " login', set GOOGLE_APPLICATION_CREDENTIALS to a key file, or give the workload a service"
                            + " account",
                    e);
        }
    }

    /** Without credentials, for emulators. */
    public static GoogleAccess none(URI endpoint) {
        return new GoogleAccess(NoCredentials.getInstance(), Optional.of(endpoint));
    }

    public GoogleAccess at(URI otherEndpoint) {
        return new GoogleAccess(credentials, Optional.of(otherEndpoint));
    }
}
