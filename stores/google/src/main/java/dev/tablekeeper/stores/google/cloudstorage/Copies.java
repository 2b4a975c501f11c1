package dev.tablekeeper.stores.google.cloudstorage;

import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.CopyRequest;
import com.google.cloud.storage.StorageException;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.StoredObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Copies and moves within a place; no byte comes here. Cloud Storage has no rename that can be asked for twice, so a move
 * is a copy that is marked with the generation it was made of, and then the deletion of that generation. A repetition
 * finds the marked copy, or makes it, and deletes what is still to be deleted.
 */
final class Copies {
    private final Storage storage;
    private final BucketPlace place;
    private final BucketObjects objects;
    private final StorageFailures failures;
    private final Writes writes;

    Copies(Storage storage, BucketPlace place, BucketObjects objects, StorageFailures failures, Writes writes) {
        this.storage = storage;
        this.place = place;
        this.objects = objects;
        this.failures = failures;
        this.writes = writes;
    }

    BlobInfo copy(StoredObject from, String to, Condition condition) {
        BlobId target = place.id(to);
        BlobInfo source = failures.require(from, objects.find(place.id(from.name())));
        return copy(from, source, to, target, condition, UUID.randomUUID().toString());
    }

    BlobInfo move(StoredObject from, String to) {
        BlobId origin = place.id(from.name());
        BlobId target = place.id(to);
        Optional<BlobInfo> source = objects.find(origin);
        if (origin.equals(target)) {
            return failures.require(from, source);
        }
        String mark = "moved from " + from.name() + " " + from.generation();
        if (source.filter(there -> there.getGeneration() == from.generation()).isEmpty()) {
            Optional<BlobInfo> moved =
                    objects.find(target).filter(there -> source.isEmpty() || Writes.isMarked(there, mark));
            return moved.orElseGet(() -> failures.require(from, source));
        }
        BlobInfo copy = copy(from, source.get(), to, target, Condition.any(), mark);
        try {
            objects.delete(origin, from.generation());
        } catch (StorageException e) {
            // Somebody wrote it anew: what was to be moved is gone from there.
            if (e.getCode() != StorageFailures.PRECONDITION_FAILED) {
                throw e;
            }
        }
        return copy;
    }

    private BlobInfo copy(
            StoredObject from, BlobInfo source, String to, BlobId target, Condition condition, String mark) {
        BlobInfo marked = marked(source, target, mark);
        BlobInfo copy = writes.put(
                to,
                target,
                condition,
                mark,
                expected -> rewrite(source, marked, expected),
                () -> failures.require(from, objects.find(source.getBlobId())));
        if (!Objects.equals(copy.getCrc32c(), source.getCrc32c())) {
            objects.delete(target, copy.getGeneration());
            throw Writes.mangled(place.uri(to), copy.getCrc32c(), source.getCrc32c());
        }
        return copy;
    }

    private BlobInfo rewrite(BlobInfo source, BlobInfo marked, BlobTargetOption expected) {
        return storage.copy(CopyRequest.newBuilder()
                        .setSource(BlobId.of(source.getBucket(), source.getName()))
                        .setSourceOptions(BlobSourceOption.generationMatch(source.getGeneration()))
                        .setTarget(marked, expected)
                        .build())
                .getResult();
    }

    /** What a copy says of itself replaces all that the source says, so all of that is said again. */
    private static BlobInfo marked(BlobInfo source, BlobId target, String mark) {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (source.getMetadata() != null) {
            metadata.putAll(source.getMetadata());
        }
        metadata.putAll(Writes.mark(mark));
        return BlobInfo.newBuilder(target)
                .setMetadata(metadata)
                .setContentType(source.getContentType())
                .setContentEncoding(source.getContentEncoding())
                .setContentLanguage(source.getContentLanguage())
                .setContentDisposition(source.getContentDisposition())
                .setCacheControl(source.getCacheControl())
                .build();
    }
}
