package dev.tablekeeper.stores.google.cloudstorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.UploadAddress;
import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarServer;
import dev.tablekeeper.stores.google.liar.SignedPuts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is uploaded to a signed address is the object that was asked for, with its metadata, and none other can be. */
@Timeout(60)
class SignedUploadsTest {
    private static final Map<String, String> OPTIONS = Map.of("tablekeeper-options", "{\"mode\":\"merge\"}");
    private static final String NAME = "incoming/jobs/a b+c.csv";

    private final KeyPair keys = newKeys();
    private final CloudStorageLiar bucket = new CloudStorageLiar("bucket");
    private final LiarServer xml = new LiarServer(new SignedPuts(bucket, keys.getPublic()), Faults.none());
    private final LiarServer json = new LiarServer(bucket, Faults.none());

    private final CloudStorageObjectStore signing = store(new GoogleAccess(
            ServiceAccountCredentials.newBuilder()
                    .setClientEmail("tablekeeper@project.iam.gserviceaccount.com")
                    .setPrivateKeyId("1")
                    .setPrivateKey(keys.getPrivate())
                    .build(),
            Optional.empty()));

    private static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CloudStorageObjectStore store(GoogleAccess access) {
        return new CloudStorageObjectStore(CloudStorageClient.open(access), BucketPlace.of("gs://bucket/p"));
    }

    @AfterEach
    void close() {
        xml.close();
        json.close();
    }

    private UploadAddress address(Duration validity) {
        return signing.uploadAddress(NAME, "text/csv", OPTIONS, validity).orElseThrow();
    }

    private int put(UploadAddress address, Map<String, String> headers) throws IOException, InterruptedException {
        URI url = address.url();
        URI there = URI.create(xml.address() + url.getRawPath() + "?" + url.getRawQuery());
        HttpRequest.Builder request = HttpRequest.newBuilder(there).PUT(HttpRequest.BodyPublishers.ofString("1,A\n"));
        headers.forEach(request::header);
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void theObjectIsThereWithItsMetadata() throws Exception {
        UploadAddress address = address(Duration.ofHours(1));
        assertThat(put(address, address.headers())).isEqualTo(200);

        CloudStorageObjectStore store = store(GoogleAccess.none(json.address()));
        StoredObject object = store.find(NAME).orElseThrow();
        assertThat(store.read(NAME))
                .hasValueSatisfying(bytes -> assertThat(bytes).asString(UTF_8).isEqualTo("1,A\n"));
        assertThat(store.metadata(object)).isEqualTo(OPTIONS);
    }

    @Test
    void anObjectThatIsThereIsNotReplaced() throws Exception {
        UploadAddress address = address(Duration.ofHours(1));
        assertThat(put(address, address.headers())).isEqualTo(200);
        assertThat(put(address, address.headers())).isEqualTo(412);
    }

    @Test
    void withOtherHeadersNothingIsUploaded() throws Exception {
        UploadAddress address = address(Duration.ofHours(1));
        for (String header : address.headers().keySet()) {
            Map<String, String> other = new TreeMap<>(address.headers());
            other.put(header, "other");
            assertThat(put(address, other)).as(header).isEqualTo(403);
        }
        assertThat(bucket.objects()).isEmpty();
    }

    @Test
    void metadataGoWithTheGenerationThatWasAskedFor() {
        CloudStorageObjectStore store = store(GoogleAccess.none(json.address()));
        bucket.put("p/a", new byte[1], OPTIONS);
        StoredObject object = store.find("a").orElseThrow();
        assertThat(store.metadata(object)).isEqualTo(OPTIONS);
        bucket.put("p/a", new byte[1], Map.of());
        assertThat(store.metadata(store.find("a").orElseThrow())).isEmpty();
        assertThatThrownBy(() -> store.metadata(object)).hasMessageContaining("was changed");
    }
}
