package dev.tablekeeper.stores.google.cloudstorage;

import dev.tablekeeper.stores.google.GoogleAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Buckets of a foreign emulator, whose address is in {@code TABLEKEEPER_STORAGE_ENDPOINT}. */
final class EmulatedBuckets {
    private EmulatedBuckets() {}

    /** The name of a new one. */
    static String make() {
        String bucket = "b-" + UUID.randomUUID();
        HttpRequest request = HttpRequest.newBuilder(endpoint().resolve("/storage/v1/b?project=test-project"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\": \"" + bucket + "\"}"))
                .build();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("no bucket: " + answer.body());
            }
            return bucket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static CloudStorageObjectStore store(String bucket) {
        return new CloudStorageObjectStore(
                CloudStorageClient.open(GoogleAccess.none(endpoint()), Duration.ofMillis(10), StorageWorld.CHUNK_BYTES),
                BucketPlace.of("gs://" + bucket));
    }

    private static URI endpoint() {
        return URI.create(Optional.ofNullable(System.getenv("TABLEKEEPER_STORAGE_ENDPOINT"))
                .orElseThrow(() -> new IllegalStateException("run it by conformance/cloud-storage")));
    }
}
