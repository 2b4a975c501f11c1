package dev.tablekeeper.stores.google.cloudstorage;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import dev.tablekeeper.stores.ObjectNames;
import dev.tablekeeper.stores.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The objects of a place as Cloud Storage has them: looked at, listed, deleted. Throws what the library throws. */
final class BucketObjects {
    private static final int MOST_IN_A_PAGE = 1000;
    private static final BlobField[] FIELDS = {
        BlobField.GENERATION,
        BlobField.SIZE,
        BlobField.TIME_CREATED,
        BlobField.CRC32C,
        BlobField.METADATA,
        BlobField.CONTENT_TYPE,
        BlobField.CONTENT_ENCODING,
        BlobField.CONTENT_LANGUAGE,
        BlobField.CONTENT_DISPOSITION,
        BlobField.CACHE_CONTROL
    };

    private final Storage storage;
    private final BucketPlace place;

    BucketObjects(Storage storage, BucketPlace place) {
        this.storage = storage;
        this.place = place;
    }

    Optional<BlobInfo> find(BlobId id) {
        return Optional.ofNullable(storage.get(id, BlobGetOption.fields(FIELDS)));
    }

    /** False where it is not there any more, which an attempt before may have seen to. */
    boolean delete(BlobId id, long generation) {
        return storage.delete(id, BlobSourceOption.generationMatch(generation));
    }

    List<StoredObject> list(String prefix, String after, int limit) {
        List<BlobListOption> options = new ArrayList<>();
        options.add(BlobListOption.prefix(place.prefix() + prefix));
        options.add(
                BlobListOption.fields(BlobField.NAME, BlobField.GENERATION, BlobField.SIZE, BlobField.TIME_CREATED));
        // One more than wanted: where it begins is part of what comes.
        options.add(BlobListOption.pageSize(Math.min(limit, MOST_IN_A_PAGE - 1) + 1L));
        if (!after.isEmpty()) {
            options.add(BlobListOption.startOffset(place.prefix() + after));
        }
        List<StoredObject> listed = new ArrayList<>();
        byte[] last = after.getBytes(StandardCharsets.UTF_8);
        for (Blob blob : storage.list(place.bucket(), options.toArray(BlobListOption[]::new))
                .iterateAll()) {
            String name = place.name(blob.getName());
            boolean comesAfter = Arrays.compareUnsigned(name.getBytes(StandardCharsets.UTF_8), last) > 0;
            // What else people put there, the marks of folders first of all, has names that are none.
            if (comesAfter && ObjectNames.isName(name)) {
                listed.add(stored(blob));
                if (listed.size() == limit) {
                    break;
                }
            }
        }
        return listed;
    }

    /** With the time at which this generation was made; that of its last change may be of its metadata only. */
    StoredObject stored(BlobInfo there) {
        return new StoredObject(
                place.name(there.getName()),
                there.getGeneration(),
                there.getSize(),
                there.getCreateTimeOffsetDateTime().toInstant());
    }
}
