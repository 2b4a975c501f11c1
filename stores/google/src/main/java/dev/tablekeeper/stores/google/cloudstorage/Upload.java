package dev.tablekeeper.stores.google.cloudstorage;

import com.google.cloud.WriteChannel;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.StorageException;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.google.GoogleFailures;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** One object's way up: in one request, or in a session where it is large. */
final class Upload implements CloudStorageWriter.Uploads {
    private final CloudStorageClient client;
    private final BucketPlace place;
    private final BucketObjects objects;
    private final StorageFailures failures;
    private final Writes writes;
    private final String name;
    private final BlobId id;
    private final Condition condition;
    private final String mark = UUID.randomUUID().toString();

    Upload(
            CloudStorageClient client,
            BucketPlace place,
            BucketObjects objects,
            StorageFailures failures,
            Writes writes,
            String name,
            Condition condition) {
        this.client = client;
        this.place = place;
        this.objects = objects;
        this.failures = failures;
        this.writes = writes;
        this.name = name;
        this.id = place.id(name);
        this.condition = condition;
    }

    private BlobInfo info() {
        return BlobInfo.newBuilder(id).setMetadata(Writes.mark(mark)).build();
    }

    @Override
    public StoredObject small(byte[] bytes, int length, int crc32c) {
        try {
            BlobInfo written = writes.put(
                    name,
                    id,
                    condition,
                    mark,
                    // The library sends the checksum along, and Cloud Storage refuses what does not agree with it.
                    expected -> client.storage()
                            .create(info(), bytes, 0, length, expected, BlobTargetOption.disableGzipContent()),
                    () -> {});
            return verified(written, crc32c);
        } catch (StorageException e) {
            throw failures.of("write", name, e);
        }
    }

    @Override
    public ResumableUpload begin() {
        BlobWriteOption[] expected = expected().stream().toArray(BlobWriteOption[]::new);
        try {
            WriteChannel channel = client.storage().writer(info(), expected);
            channel.setChunkSize(client.chunkBytes());
            return new ResumableUpload(channel, e -> failures.ofUpload(name, e));
        } catch (StorageException e) {
            throw failures.of("write", name, e);
        }
    }

    /** Without a condition there is none: the session writes once, and only until it is finished. */
    private Optional<BlobWriteOption> expected() {
        if (condition instanceof Condition.Generation wanted) {
            // To Cloud Storage 0 means that there is none.
            return Optional.of(BlobWriteOption.generationMatch(Math.max(1, wanted.generation())));
        }
        return condition instanceof Condition.Absent ? Optional.of(BlobWriteOption.doesNotExist()) : Optional.empty();
    }

    /** The library does not say what the upload has become, so it is looked for; this is also how a lost answer is found. */
    @Override
    public StoredObject finish(ResumableUpload upload, int crc32c) {
        boolean refused = false;
        try {
            upload.finish();
        } catch (IOException | StorageException e) {
            refused = GoogleFailures.status(e)
                    .filter(status -> status == StorageFailures.PRECONDITION_FAILED)
                    .isPresent();
            if (!refused) {
                throw failures.ofUpload(name, e);
            }
        }
        Optional<BlobInfo> there = lookAgain();
        if (there.filter(object -> Writes.isMarked(object, mark)).isPresent()) {
            return verified(there.get(), crc32c);
        }
        if (refused) {
            throw Writes.failed(name, condition, there);
        }
        throw new StoreFailure(
                FailureType.CONFLICT,
                "'" + place.uri(name)
                        + "' was written, and replaced or deleted by another before it could be looked at;"
                        + " write it again");
    }

    private Optional<BlobInfo> lookAgain() {
        try {
            return objects.find(id);
        } catch (StorageException e) {
            throw failures.of("write", name, e);
        }
    }

    /** Cloud Storage compares too, with the checksum that came along; this is for what happens behind its back. */
    private StoredObject verified(BlobInfo written, int crc32c) {
        String sent = Crc32cText.of(crc32c);
        if (sent.equals(written.getCrc32c())) {
            return objects.stored(written);
        }
        StoreFailure mangled = Writes.mangled(place.uri(name), written.getCrc32c(), sent);
        try {
            objects.delete(id, written.getGeneration());
        } catch (StorageException e) {
            mangled.addSuppressed(e);
        }
        throw mangled;
    }
}
