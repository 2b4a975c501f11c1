package dev.tablekeeper.stores.google.secretmanager;

import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.NoCredentials;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import com.google.cloud.secretmanager.v1.SecretManagerServiceSettings;
import com.google.cloud.secretmanager.v1.SecretPayload;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.google.GoogleFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads versions of secrets, over HTTP: one protocol less than gRPC between us and a proxy, for a call a minute. */
final class SecretVersions implements AutoCloseable {
    private static final String ROLES = "roles/secretmanager.secretAccessor on the secret";
    private static final Duration ONE_CALL = Duration.ofSeconds(5);
    private static final Duration ALL_CALLS = Duration.ofSeconds(15);
    private static final int ATTEMPTS = 3;
    private static final int BAD_REQUEST = 400;

    private final SecretManagerServiceClient client;

    private SecretVersions(SecretManagerServiceClient client) {
        this.client = client;
    }

    static SecretVersions open(GoogleAccess access) {
        return open(access, Duration.ofMillis(200));
    }

    static SecretVersions open(GoogleAccess access, Duration firstPause) {
        SecretManagerServiceSettings.Builder settings = SecretManagerServiceSettings.newHttpJsonBuilder();
        settings.setCredentialsProvider(
                access.credentials() instanceof NoCredentials
                        ? NoCredentialsProvider.create()
                        : FixedCredentialsProvider.create(access.credentials()));
        access.endpoint().ifPresent(endpoint -> settings.setEndpoint(endpoint.toString()));
        settings.accessSecretVersionSettings()
                .setRetrySettings(RetrySettings.newBuilder()
                        .setMaxAttempts(ATTEMPTS)
                        .setInitialRetryDelayDuration(firstPause)
                        .setRetryDelayMultiplier(2)
                        .setMaxRetryDelayDuration(Duration.ofSeconds(2))
                        .setInitialRpcTimeoutDuration(ONE_CALL)
                        .setMaxRpcTimeoutDuration(ONE_CALL)
                        .setTotalTimeoutDuration(ALL_CALLS)
                        .build());
        try {
            return new SecretVersions(SecretManagerServiceClient.create(settings.build()));
        } catch (IOException e) {
            throw GoogleFailures.of("cannot use Secret Manager", ROLES, e);
        }
    }

    /** The text of a version, by its resource name; empty where there is no such secret or version. */
    Optional<String> read(String version) {
        try {
            return Optional.of(text(version, client.accessSecretVersion(version).getPayload()));
        } catch (NotFoundException e) {
            return Optional.empty();
        } catch (ApiException e) {
            // Over HTTP that is all there is to tell it by; a name that is none does not get here.
            if (e.getStatusCode().getCode().getHttpStatusCode() == BAD_REQUEST) {
                throw new StoreFailure(
                        FailureType.NOT_POSSIBLE,
                        "cannot read '" + version
                                + "', which may be disabled or destroyed; enable it, add a new version,"
                                + " or pin another",
                        e);
            }
            throw GoogleFailures.of("cannot read '" + version + "'", ROLES, e);
        }
    }

    private static String text(String version, SecretPayload payload) {
        ByteBuffer bytes = payload.getData().asReadOnlyByteBuffer();
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate());
        if (payload.hasDataCrc32C() && payload.getDataCrc32C() != checksum.getValue()) {
            throw new StoreFailure(
                    FailureType.UNAVAILABLE,
                    "what came of '" + version + "' is not what is stored: its CRC32C is another");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new StoreFailure(FailureType.DAMAGED, "'" + version + "' is no text in UTF-8", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
