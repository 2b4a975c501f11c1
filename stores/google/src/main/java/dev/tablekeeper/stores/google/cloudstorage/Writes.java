package dev.tablekeeper.stores.google.cloudstorage;

import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.StorageException;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.StoreFailure;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Puts an object in its place under a condition, by generations. Each write leaves a mark of its own in the object's
 * metadata: where the condition fails because an attempt before was done and its answer lost, the mark tells.
 */
final class Writes {
    private static final String MARK = "tablekeeper-write";
    private static final int MOST_ROUNDS = 20;

    private final Function<BlobId, Optional<BlobInfo>> find;

    /** @param find looks at an object as it is now */
    Writes(Function<BlobId, Optional<BlobInfo>> find) {
        this.find = find;
    }

    /** What is kept in the metadata beside what others put there. */
    static Map<String, String> mark(String mark) {
        return Map.of(MARK, mark);
    }

    static boolean isMarked(BlobInfo there, String mark) {
        return there.getMetadata() != null && mark.equals(there.getMetadata().get(MARK));
    }

    /**
     * Without a condition the object is first expected to be absent, and then to be what is there: so a request that is
     * late by any time overwrites nothing that came after it.
     *
     * @param request to be done once under this precondition
     * @param recheck throws where it is something else that does not hold, or is not there
     * @throws StoreFailure CONDITION_FAILED; CONFLICT where others were always faster
     */
    BlobInfo put(
            String name,
            BlobId id,
            Condition condition,
            String mark,
            Function<BlobTargetOption, BlobInfo> request,
            Runnable recheck) {
        BlobTargetOption expected = BlobTargetOption.doesNotExist();
        if (condition instanceof Condition.Generation wanted) {
            if (wanted.generation() <= 0) {
                // To Cloud Storage 0 means that there is none.
                throw failed(name, condition, find.apply(id));
            }
            expected = BlobTargetOption.generationMatch(wanted.generation());
        }
        for (int round = 0; round < MOST_ROUNDS; round++) {
            StorageException refused;
            try {
                return request.apply(expected);
            } catch (StorageException e) {
                if (e.getCode() != StorageFailures.PRECONDITION_FAILED && e.getCode() != StorageFailures.NOT_FOUND) {
                    throw e;
                }
                refused = e;
            }
            Optional<BlobInfo> there = find.apply(id);
            if (there.filter(object -> isMarked(object, mark)).isPresent()) {
                return there.get();
            }
            recheck.run();
            if (refused.getCode() == StorageFailures.NOT_FOUND) {
                throw refused;
            }
            if (!(condition instanceof Condition.Any)) {
                throw failed(name, condition, there);
            }
            expected = there.map(object -> BlobTargetOption.generationMatch(object.getGeneration()))
                    .orElse(BlobTargetOption.doesNotExist());
        }
        throw new StoreFailure(
                FailureType.CONFLICT, "'" + name + "' was written by others " + MOST_ROUNDS + " times meanwhile");
    }

    static StoreFailure mangled(String uri, String stored, String sent) {
        return new StoreFailure(
                FailureType.UNAVAILABLE,
                "what arrived at '" + uri + "' was not what was sent: its CRC32C is " + stored + " and should be "
                        + sent + "; it was deleted, write it again");
    }

    static StoreFailure failed(String name, Condition condition, Optional<BlobInfo> there) {
        if (condition instanceof Condition.Generation wanted) {
            return new StoreFailure(
                    FailureType.CONDITION_FAILED,
                    "'" + name + "' was changed: generation " + wanted.generation() + " was expected, "
                            + there.map(BlobInfo::getGeneration)
                                    .map(Objects::toString)
                                    .orElse("none") + " is there");
        }
        return new StoreFailure(FailureType.CONDITION_FAILED, "'" + name + "' is there already");
    }
}
