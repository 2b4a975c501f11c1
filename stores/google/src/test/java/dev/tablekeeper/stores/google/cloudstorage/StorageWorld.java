package dev.tablekeeper.stores.google.cloudstorage;

import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.google.liar.CloudStorageLiar;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarServer;
import java.time.Duration;

/** A bucket of its own on a server of its own. */
final class StorageWorld implements AutoCloseable {
    static final String BUCKET = "bucket";
    /** The smallest there can be, so that little is large. */
    static final int CHUNK_BYTES = 256 << 10;

    private static final Duration NO_PAUSE = Duration.ofMillis(1);

    private final CloudStorageLiar bucket = new CloudStorageLiar(BUCKET);
    private final LiarServer server = new LiarServer(bucket, Faults.none());

    CloudStorageObjectStore store(String uri) {
        CloudStorageClient client = CloudStorageClient.open(GoogleAccess.none(server.address()), NO_PAUSE, CHUNK_BYTES);
        return new CloudStorageObjectStore(client, BucketPlace.of(uri));
    }

    CloudStorageObjectStore store() {
        return store("gs://" + BUCKET);
    }

    CloudStorageLiar bucket() {
        return bucket;
    }

    LiarServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
    }
}
