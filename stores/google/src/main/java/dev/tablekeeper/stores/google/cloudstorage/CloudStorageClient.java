package dev.tablekeeper.stores.google.cloudstorage;

import com.google.api.client.http.HttpResponse;
import com.google.api.client.json.gson.GsonFactory;
import com.google.auth.Credentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.google.Patience;
import java.io.IOException;
import java.time.Duration;

/**
 * One client of Cloud Storage, for all places in it. Safe for many threads; holds nothing that would have to be closed.
 *
 * <p>A request is repeated here only where its conditions make that harmless, at most twice and within seconds: what a
 * dropped connection needs. Everything longer is decided by the failure's type.
 */
public final class CloudStorageClient {
    private static final Duration WAIT = Duration.ofSeconds(30);
    /**
     * A multiple of 256 KiB; what is smaller goes in one request. So much memory a writer takes, twice that for a moment.
     */
    private static final int CHUNK_BYTES = 8 << 20;

    private final Storage storage;
    private final com.google.api.services.storage.Storage media;
    private final Credentials credentials;
    private final Patience patience;
    private final int chunkBytes;

    private CloudStorageClient(GoogleAccess access, Patience patience, int chunkBytes) {
        this.credentials = access.credentials();
        this.patience = patience;
        this.chunkBytes = chunkBytes;
        StorageOptions.Builder options = StorageOptions.http()
                .setCredentials(credentials)
                .setRetrySettings(patience.retries())
                .setTransportOptions(Patience.transport(WAIT));
        access.endpoint().ifPresent(endpoint -> options.setHost(endpoint.toString()));
        StorageOptions built = options.build();
        this.storage = built.getService();
        HttpTransportOptions transport = (HttpTransportOptions) built.getTransportOptions();
        this.media = new com.google.api.services.storage.Storage.Builder(
                        transport.getHttpTransportFactory().create(),
                        GsonFactory.getDefaultInstance(),
                        transport.getHttpRequestInitializer(built))
                .setRootUrl(built.getHost().endsWith("/") ? built.getHost() : built.getHost() + "/")
                .setApplicationName("tablekeeper")
                .build();
    }

    public static CloudStorageClient open(GoogleAccess access) {
        return new CloudStorageClient(access, Patience.usual(), CHUNK_BYTES);
    }

    static CloudStorageClient open(GoogleAccess access, Duration firstPause, int chunkBytes) {
        return new CloudStorageClient(access, new Patience(firstPause), chunkBytes);
    }

    Storage storage() {
        return storage;
    }

    Credentials credentials() {
        return credentials;
    }

    int chunkBytes() {
        return chunkBytes;
    }

    /** How often something may be tried that fails each time for a reason that passes. */
    int attempts() {
        return Patience.ATTEMPTS;
    }

    /** The pause after so many failures in a row. */
    Duration pause(int failures) {
        return patience.pause(failures);
    }

    /**
     * Asks for an object's bytes as they are stored, once. The library's own reader has no end to its repetitions where
     * answers break off again and again, and keeps the checksum to itself.
     */
    HttpResponse media(BlobId id, MediaRange range) throws IOException {
        var get = media.objects().get(id.getBucket(), id.getName());
        range.generation().ifPresent(get::setIfGenerationMatch);
        range.header().ifPresent(bytes -> get.getRequestHeaders().setRange(bytes));
        // Otherwise an object that is stored compressed would come unpacked, and no range of it would be right.
        get.setReturnRawInputStream(true);
        get.getMediaHttpDownloader().setDirectDownloadEnabled(true);
        return get.executeMedia();
    }
}
