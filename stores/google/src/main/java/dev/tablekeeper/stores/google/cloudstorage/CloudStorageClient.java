package dev.tablekeeper.stores.google.cloudstorage;

import com.google.api.client.http.HttpResponse;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.tablekeeper.stores.google.GoogleAccess;
import java.io.IOException;
import java.time.Duration;

/**
 * One client of Cloud Storage, for all places in it. Safe for many threads; holds nothing that would have to be closed.
 *
 * <p>A request is repeated here only where its conditions make that harmless, at most twice and within seconds: what a
 * dropped connection needs. Everything longer is decided by the failure's type.
 */
public final class CloudStorageClient {
    private static final int ATTEMPTS = 3;
    private static final Duration MOST_PAUSE = Duration.ofSeconds(2);
    private static final Duration MOST_TIME = Duration.ofSeconds(20);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 30_000;
    /**
     * A multiple of 256 KiB; what is smaller goes in one request. So much memory a writer takes, twice that for a moment.
     */
    private static final int CHUNK_BYTES = 8 << 20;

    private final Storage storage;
    private final com.google.api.services.storage.Storage media;
    private final Credentials credentials;
    private final Duration firstPause;
    private final int chunkBytes;

    private CloudStorageClient(GoogleAccess access, Duration firstPause, int chunkBytes) {
        this.credentials = access.credentials();
        this.firstPause = firstPause;
        this.chunkBytes = chunkBytes;
        StorageOptions.Builder options = StorageOptions.http()
                .setCredentials(credentials)
                .setRetrySettings(RetrySettings.newBuilder()
                        .setMaxAttempts(ATTEMPTS)
                        .setInitialRetryDelayDuration(firstPause)
                        .setRetryDelayMultiplier(2)
                        .setMaxRetryDelayDuration(MOST_PAUSE)
                        .setTotalTimeoutDuration(MOST_TIME)
                        .build())
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setReadTimeout(READ_MILLIS)
                        .build());
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
        return new CloudStorageClient(access, FIRST_PAUSE, CHUNK_BYTES);
    }

    static CloudStorageClient open(GoogleAccess access, Duration firstPause, int chunkBytes) {
        return new CloudStorageClient(access, firstPause, chunkBytes);
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
        return ATTEMPTS;
    }

    /** The pause after so many failures in a row. */
    Duration pause(int failures) {
        Duration pause = firstPause.multipliedBy(1L << (failures - 1));
        return pause.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : pause;
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
