package dev.tablekeeper.stores.google.cloudstorage;

import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.contract.ObjectListingContract;
import java.util.ArrayList;
import java.util.List;

class CloudStorageListingTest extends ObjectListingContract {
    private final List<StorageWorld> worlds = new ArrayList<>();

    @Override
    protected ObjectStore open() {
        StorageWorld world = new StorageWorld();
        worlds.add(world);
        return world.store("gs://" + StorageWorld.BUCKET + "/a/b");
    }

    @Override
    protected void close() {
        worlds.forEach(StorageWorld::close);
        worlds.clear();
    }
}
