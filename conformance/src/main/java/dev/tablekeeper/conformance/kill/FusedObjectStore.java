package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.contract.DelegatingObjectStore;
import dev.tablekeeper.stores.contract.DelegatingObjectWriter;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A store whose calls go through a {@link Fuse}. */
final class FusedObjectStore extends DelegatingObjectStore {
    private final Fuse fuse;

    FusedObjectStore(ObjectStore store, Fuse fuse) {
        super(store);
        this.fuse = fuse;
    }

    @Override
    public Optional<StoredObject> find(String name) {
        return fuse.onObject("find", name, () -> super.find(name));
    }

    @Override
    public ObjectWriter create(String name, Condition condition) {
        return new FusedWriter(name, fuse.onObject("create", name, () -> super.create(name, condition)));
    }

    @Override
    public InputStream read(StoredObject object, long offset, long length) {
        return fuse.onObject("open", object.name(), () -> super.read(object, offset, length));
    }

    @Override
    public Optional<byte[]> read(String name) {
        return fuse.onObject("read", name, () -> super.read(name));
    }

    @Override
    public List<StoredObject> list(String prefix, String after, int limit) {
        return fuse.onObject("list", prefix, () -> super.list(prefix, after, limit));
    }

    @Override
    public boolean delete(String name, Condition condition) {
        return fuse.onObject("delete", name, () -> super.delete(name, condition));
    }

    @Override
    public StoredObject copy(StoredObject from, String to, Condition condition) {
        return fuse.onObject("copy", to, () -> super.copy(from, to, condition));
    }

    @Override
    public StoredObject move(StoredObject from, String to) {
        return fuse.onObject("move", to, () -> super.move(from, to));
    }

    private final class FusedWriter extends DelegatingObjectWriter {
        private final String name;

        FusedWriter(String name, ObjectWriter writer) {
            super(writer);
            this.name = name;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            fuse.onObject("write", name, () -> {
                super.write(bytes, offset, length);
                return length;
            });
        }

        @Override
        public StoredObject commit() {
            return fuse.onObject("commit", name, super::commit);
        }

        @Override
        public void close() {
            fuse.onObject("close", name, () -> {
                super.close();
                return name;
            });
        }
    }
}
