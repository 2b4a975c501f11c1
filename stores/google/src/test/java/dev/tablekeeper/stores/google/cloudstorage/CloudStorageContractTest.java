package dev.tablekeeper.stores.google.cloudstorage;

import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.contract.ObjectStoreContract;
import org.junit.jupiter.api.AfterEach;

class CloudStorageContractTest extends ObjectStoreContract {
    private final StorageWorld world = new StorageWorld();

    @Override
    protected ObjectStore open() {
        return world.store();
    }

    @AfterEach
    void close() {
        world.close();
    }
}
