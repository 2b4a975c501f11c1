package dev.tablekeeper.stores.google.cloudstorage;

import com.google.auth.ServiceAccountSigner;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.HttpMethod;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.SignUrlOption;
import dev.tablekeeper.stores.UploadAddress;
import dev.tablekeeper.stores.google.GoogleFailures;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Addresses for uploads, signed by a service account: with its key, or by IAM for an account that has none here. That the
 * object must not be there is part of what is signed, so an address that leaks replaces nothing.
 *
 * @see <a href="https://cloud.google.com/storage/docs/authentication/signatures">Signatures</a>
 */
record SignedUploads(Storage storage, BucketPlace place, ServiceAccountSigner signer) {

    UploadAddress address(String name, String contentType, Map<String, String> metadata, Duration validity) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", contentType);
        headers.put("x-goog-if-generation-match", "0");
        metadata.forEach((key, value) -> headers.put("x-goog-meta-" + key, value));
        try {
            String url = storage.signUrl(
                            BlobInfo.newBuilder(place.id(name)).build(),
                            validity.toSeconds(),
                            TimeUnit.SECONDS,
                            SignUrlOption.httpMethod(HttpMethod.PUT),
                            SignUrlOption.withExtHeaders(headers),
                            SignUrlOption.withV4Signature(),
                            SignUrlOption.signWith(signer))
                    .toString();
            return new UploadAddress(URI.create(url), headers);
        } catch (ServiceAccountSigner.SigningException e) {
            throw GoogleFailures.of(
                    "cannot sign an address for '" + place.uri(name) + "'",
                    "roles/iam.serviceAccountTokenCreator on itself",
                    e);
        }
    }
}
