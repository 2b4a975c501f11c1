package dev.tablekeeper.stores.google.cloudstorage;

import com.google.cloud.storage.BlobInfo;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.google.GoogleFailures;
import java.util.Optional;

/** What {@link GoogleFailures} says, where it means something else for objects. */
final class StorageFailures {
    static final int NOT_FOUND = 404;
    static final int PRECONDITION_FAILED = 412;
    private static final String ROLES = "roles/storage.objectUser on the bucket";

    private final BucketPlace place;

    StorageFailures(BucketPlace place) {
        this.place = place;
    }

    /** @param doing such as {@code write} */
    StoreFailure of(String doing, String name, Throwable e) {
        String what = "cannot " + doing + " '" + place.uri(name) + "'";
        boolean noBucket =
                GoogleFailures.status(e).filter(status -> status == NOT_FOUND).isPresent();
        if (noBucket && !(e instanceof StoreFailure)) {
            return new StoreFailure(
                    FailureType.PERMISSION_DENIED,
                    what + ": there is no bucket '" + place.bucket()
                            + "', or it may not be seen; create it, or mend the" + " place in the configuration",
                    e);
        }
        return GoogleFailures.of(what, ROLES, e);
    }

    /** Of an upload that began: the bucket was there, and the session is not any more. */
    StoreFailure ofUpload(String name, Throwable e) {
        boolean lost =
                GoogleFailures.status(e).filter(status -> status == NOT_FOUND).isPresent();
        return lost
                ? new StoreFailure(
                        FailureType.UNAVAILABLE,
                        "cannot write '" + place.uri(name) + "': Cloud Storage has lost the upload; write it again",
                        e)
                : of("write", name, e);
    }

    /** Of a reading that asked for one generation. */
    StoreFailure ofReading(StoredObject object, Throwable e) {
        int status = GoogleFailures.status(e).orElse(0);
        return switch (status) {
            case NOT_FOUND -> missing(object.name());
            case PRECONDITION_FAILED -> changed(object, "another");
            default -> of("read", object.name(), e);
        };
    }

    /** The object, if it is still there in this generation. */
    BlobInfo require(StoredObject wanted, Optional<BlobInfo> there) {
        BlobInfo object = there.orElseThrow(() -> missing(wanted.name()));
        if (object.getGeneration() != wanted.generation()) {
            throw changed(wanted, object.getGeneration().toString());
        }
        return object;
    }

    private StoreFailure missing(String name) {
        return new StoreFailure(FailureType.SOURCE_MISSING, "'" + place.uri(name) + "' is not there");
    }

    private StoreFailure changed(StoredObject wanted, String there) {
        return new StoreFailure(
                FailureType.SOURCE_CHANGED,
                "'" + place.uri(wanted.name()) + "' was changed: generation " + wanted.generation() + " was asked for, "
                        + there + " is there");
    }
}
