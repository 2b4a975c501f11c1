package dev.tablekeeper.stores.google.cloudstorage;

import com.google.api.client.http.HttpResponse;
import com.google.auth.ServiceAccountSigner;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectNames;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.UploadAddress;
import dev.tablekeeper.stores.google.GoogleFailures;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Objects of a bucket, or of those below one name in it.
 *
 * <p>Every write, copy and delete names the generation that it expects, so whatever the network repeats or delivers late
 * does nothing a second time; the exception is a large object that is written under no condition, where the session of
 * its upload sees to that. A write that was done and whose answer was lost is known by its mark in the object's metadata.
 * Contents are compared by CRC32C: on their way up by Cloud Storage and here, on their way down wherever an object is read
 * whole. Reading asks for its generation with each request, and an answer is of one: so who gets to the end has read that one,
 * though it may have been replaced meanwhile. Who stops before learns whether it was.
 *
 * <p>What Cloud Storage cannot give: a move is a copy and a deletion, in between both names are there; its generation is
 * another. Together with the prefix a name has at most 1,024 bytes. {@link #delete} under a generation is false too where
 * its own first attempt did it and the answer was lost. In a bucket that does not exist nothing is found, while writing
 * and listing say so. Objects in versioned buckets are their live versions only.
 */
public final class CloudStorageObjectStore implements ObjectStore {
    private static final int MOST_DELETES = 20;
    private static final int BUFFER_BYTES = 64 << 10;

    private final CloudStorageClient client;
    private final BucketPlace place;
    private final BucketObjects objects;
    private final StorageFailures failures;
    private final Writes writes;
    private final Copies copies;

    public CloudStorageObjectStore(CloudStorageClient client, BucketPlace place) {
        this.client = client;
        this.place = place;
        Storage storage = client.storage();
        this.objects = new BucketObjects(storage, place);
        this.failures = new StorageFailures(place);
        this.writes = new Writes(objects::find);
        this.copies = new Copies(storage, place, objects, failures, writes);
    }

    @Override
    public String uri(String name) {
        return place.uri(name);
    }

    @Override
    public Optional<StoredObject> find(String name) {
        BlobId id = place.id(name);
        return attempt("look for", name, () -> objects.find(id).map(objects::stored));
    }

    @Override
    public ObjectWriter create(String name, Condition condition) {
        Upload upload = new Upload(client, place, objects, failures, writes, name, condition);
        return new CloudStorageWriter(upload, client.chunkBytes());
    }

    @Override
    public InputStream read(StoredObject object, long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "cannot read " + length + " bytes from " + offset + " of '" + object.name() + "'");
        }
        ObjectStream stream = new ObjectStream(
                client,
                place.id(object.name()),
                object,
                offset,
                length,
                e -> failures.ofReading(object, e),
                () -> require(object));
        return new BufferedInputStream(stream, BUFFER_BYTES);
    }

    @Override
    public Optional<byte[]> read(String name) {
        BlobId id = place.id(name);
        for (int failed = 1; ; failed++) {
            try {
                return Optional.of(readWhole(id));
            } catch (IOException e) {
                if (GoogleFailures.status(e)
                        .filter(s -> s == StorageFailures.NOT_FOUND)
                        .isPresent()) {
                    return Optional.empty();
                }
                StoreFailure failure = failures.of("read", name, e);
                if (failure.type().remedy() != FailureType.Remedy.WAIT || failed == client.attempts()) {
                    throw failure;
                }
                Pause.of(client.pause(failed));
            }
        }
    }

    private byte[] readWhole(BlobId id) throws IOException {
        HttpResponse response = client.media(id, MediaRange.all());
        try (InputStream in = response.getContent()) {
            byte[] content = in == null ? new byte[0] : in.readAllBytes();
            CRC32C checksum = new CRC32C();
            checksum.update(content);
            Optional<Integer> stored = Crc32cText.of(response.getHeaders());
            if (stored.isPresent() && stored.get() != (int) checksum.getValue()) {
                throw new IOException("what came is not what is stored: its CRC32C is another");
            }
            return content;
        }
    }

    @Override
    public List<StoredObject> list(String prefix, String after, int limit) {
        ObjectNames.requirePrefix(prefix);
        if (limit < 1) {
            throw new StoreFailure(FailureType.INVALID_REQUEST, "a listing has a limit of at least 1, not " + limit);
        }
        return attempt("list", prefix, () -> objects.list(prefix, after, limit));
    }

    @Override
    public boolean delete(String name, Condition condition) {
        BlobId id = place.id(name);
        return attempt("delete", name, () -> {
            if (condition instanceof Condition.Generation wanted) {
                return deleteGeneration(name, id, wanted);
            }
            for (int round = 0; round < MOST_DELETES; round++) {
                Optional<BlobInfo> there = objects.find(id);
                if (there.isEmpty()) {
                    return false;
                }
                if (condition instanceof Condition.Absent) {
                    throw Writes.failed(name, condition, there);
                }
                try {
                    objects.delete(id, there.get().getGeneration());
                    return true;
                } catch (StorageException e) {
                    if (e.getCode() != StorageFailures.PRECONDITION_FAILED) {
                        throw e;
                    }
                }
            }
            throw new StoreFailure(
                    FailureType.CONFLICT, "'" + name + "' was written " + MOST_DELETES + " times while it was deleted");
        });
    }

    private boolean deleteGeneration(String name, BlobId id, Condition.Generation wanted) {
        try {
            // To Cloud Storage 0 means that there is none.
            return objects.delete(id, Math.max(1, wanted.generation()));
        } catch (StorageException e) {
            if (e.getCode() != StorageFailures.PRECONDITION_FAILED) {
                throw e;
            }
            Optional<BlobInfo> there = objects.find(id);
            if (there.isEmpty()) {
                return false;
            }
            throw Writes.failed(name, wanted, there);
        }
    }

    @Override
    public StoredObject copy(StoredObject from, String to, Condition condition) {
        return attempt("copy", from.name(), () -> objects.stored(copies.copy(from, to, condition)));
    }

    @Override
    public StoredObject move(StoredObject from, String to) {
        return attempt("move", from.name(), () -> objects.stored(copies.move(from, to)));
    }

    /** As Cloud Storage says it; nothing is read. */
    @Override
    public int crc32c(StoredObject object) {
        return Crc32cText.parse(Objects.requireNonNull(require(object).getCrc32c()));
    }

    private BlobInfo require(StoredObject object) {
        BlobId id = place.id(object.name());
        return attempt("read", object.name(), () -> failures.require(object, objects.find(id)));
    }

    @Override
    public Map<String, String> metadata(StoredObject object) {
        Map<String, String> metadata = new TreeMap<>();
        // One that is being deleted stands there without a value.
        Optional.ofNullable(require(object).getMetadata()).orElse(Map.of()).forEach((key, value) -> {
            if (value != null) {
                metadata.put(key, value);
            }
        });
        return metadata;
    }

    /** Signed by the service account whose credentials are in use; without one there is no such address. */
    @Override
    public Optional<UploadAddress> uploadAddress(
            String name, String contentType, Map<String, String> metadata, Duration validity) {
        return client.credentials() instanceof ServiceAccountSigner signer
                ? Optional.of(new SignedUploads(client.storage(), place, signer)
                        .address(name, contentType, metadata, validity))
                : Optional.empty();
    }

    private <T> T attempt(String doing, String name, Supplier<T> action) {
        try {
            return action.get();
        } catch (StorageException e) {
            throw failures.of(doing, name, e);
        }
    }
}
