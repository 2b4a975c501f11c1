package dev.tablekeeper.stores.google.cloudstorage;

import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.contract.ObjectListingContract;

/** The contract of listings on a foreign emulator; run by {@code conformance/cloud-storage}, and not by the build. */
class EmulatedListing extends ObjectListingContract {

    @Override
    protected ObjectStore open() {
        return EmulatedBuckets.store(EmulatedBuckets.make());
    }
}
