package dev.tablekeeper.stores.google.cloudstorage;

import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.contract.ObjectStoreContract;

/** The contract on a foreign emulator; run by {@code conformance/cloud-storage}, and not by the build. */
class EmulatedObjectStore extends ObjectStoreContract {
    private final String bucket = EmulatedBuckets.make();

    @Override
    protected ObjectStore open() {
        return EmulatedBuckets.store(bucket);
    }
}
