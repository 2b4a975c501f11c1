package dev.tablekeeper.stores.google.cloudstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.Credentials;
import com.google.auth.Retryable;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarServer;
import dev.tablekeeper.stores.google.liar.Response;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CloudStorageCredentialsTest {

    /** Tokens t1, t2, … which say that they are good for an hour. */
    private static final class Tokens extends GoogleCredentials {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger given = new AtomicInteger();

        @Override
        public AccessToken refreshAccessToken() {
            return new AccessToken(
                    "t" + given.incrementAndGet(), Date.from(Instant.now().plus(Duration.ofHours(1))));
        }
    }

    @Test
    void aTokenThatIsRevokedEarlyIsRenewed() throws IOException {
        CloudStorageLiar bucket = new CloudStorageLiar("bucket");
        AtomicInteger accepted = new AtomicInteger(1);
        Tokens tokens = new Tokens();
        try (LiarServer server = new LiarServer(
                request -> request.header("authorization").equals(Optional.of("Bearer t" + accepted.get()))
                        ? bucket.handle(request)
                        : Response.error(401, "authError", "Invalid Credentials"),
                Faults.none())) {
            CloudStorageObjectStore store = store(new GoogleAccess(tokens, Optional.of(server.address())));
            StoredObject object = store.write("a", Condition.absent(), "x");
            accepted.incrementAndGet();
            assertThat(store.find("a")).contains(object);
            accepted.incrementAndGet();
            assertThat(store.read("a")).isPresent();
            accepted.incrementAndGet();
            assertThat(store.move(object, "b").name()).isEqualTo("b");
            accepted.incrementAndGet();
            assertThat(store.write("a", Condition.absent(), Errand.much(1)).size())
                    .isEqualTo(Errand.MUCH);
            assertThat(tokens.given).hasValue(accepted.get());
        }
    }

    /** What the library throws where a token is refused for good, or the way to it is closed for now. */
    private static final class NotRenewed extends IOException implements Retryable {
        private static final long serialVersionUID = 1L;
        private final boolean retryable;

        NotRenewed(boolean retryable) {
            super("no token");
            this.retryable = retryable;
        }

        @Override
        public boolean isRetryable() {
            return retryable;
        }

        @Override
        public int getRetryCount() {
            return 0;
        }
    }

    @Test
    void credentialsThatCannotBeRenewedAreAFailureOfTheRightKind() {
        try (LiarServer server = new LiarServer(new CloudStorageLiar("bucket"), Faults.none())) {
            for (boolean retryable : new boolean[] {true, false}) {
                GoogleCredentials credentials = new GoogleCredentials() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public AccessToken refreshAccessToken() throws IOException {
                        throw new NotRenewed(retryable);
                    }
                };
                CloudStorageObjectStore store = store(new GoogleAccess(credentials, Optional.of(server.address())));
                FailureType expected = retryable ? FailureType.UNAVAILABLE : FailureType.PERMISSION_DENIED;

                for (ThrowingCallable call : List.<ThrowingCallable>of(
                        () -> store.find("a"), () -> store.read("a"), () -> store.write("a", Condition.any(), "x"))) {
                    assertThatThrownBy(call)
                            .isInstanceOfSatisfying(
                                    StoreFailure.class,
                                    e -> assertThat(e.type()).isEqualTo(expected));
                }
                assertThat(server.calls()).isEmpty();
            }
        }
    }

    @Test
    void anAddressToUploadToIsSignedForOneObjectAndTime() throws NoSuchAlgorithmException {
        ServiceAccountCredentials account = ServiceAccountCredentials.newBuilder()
                .setClientEmail("tablekeeper@project.iam.gserviceaccount.com")
                .setPrivateKeyId("1")
                .setPrivateKey(
                        KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate())
                .build();

        URI address = store(new GoogleAccess(account, Optional.empty()))
                .uploadAddress("incoming/jobs/a b.csv", "text/csv", Map.of(), Duration.ofMinutes(15))
                .orElseThrow()
                .url();

        assertThat(address).hasScheme("https").hasHost("storage.googleapis.com");
        assertThat(address.getPath()).isEqualTo("/bucket/p/incoming/jobs/a b.csv");
        assertThat(address.getQuery())
                .contains("X-Goog-Algorithm=GOOG4-RSA-SHA256")
                .contains("X-Goog-Credential=tablekeeper@project.iam.gserviceaccount.com")
                .contains("X-Goog-Expires=900")
                .contains("X-Goog-SignedHeaders=content-type;host;x-goog-if-generation-match")
                .containsPattern("X-Goog-Signature=[0-9a-f]{512}");
    }

    @Test
    void withoutAnAccountThatSignsThereIsNoAddress() {
        GoogleAccess none = GoogleAccess.none(URI.create("http://127.0.0.1:1"));

        assertThat(store(none).uploadAddress("a", "text/csv", Map.of(), Duration.ofMinutes(1)))
                .isEmpty();
    }

    private static CloudStorageObjectStore store(GoogleAccess access) {
        Credentials credentials = access.credentials();
        assertThat(credentials).isNotNull();
        return new CloudStorageObjectStore(
                CloudStorageClient.open(access, Duration.ofMillis(1), StorageWorld.CHUNK_BYTES),
                BucketPlace.of("gs://bucket/p"));
    }
}
