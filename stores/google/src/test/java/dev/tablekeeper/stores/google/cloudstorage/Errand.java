package dev.tablekeeper.stores.google.cloudstorage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** One thing that is asked of a store, which has the objects {@code a} (large), {@code b} and {@code f/00} to {@code f/19}. */
enum Errand {
    FIND {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return store.find("a").equals(Optional.of(a)) + " "
                    + store.find("none").isPresent();
        }
    },
    WRITE_IF_ABSENT {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(store.write("new", Condition.absent(), "content"));
        }
    },
    WRITE {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(store.write("new", Condition.any(), "content"));
        }
    },
    WRITE_OVER {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(store.write("b", Condition.any(), "content"));
        }
    },
    WRITE_OVER_A_GENERATION {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(store.write("b", Condition.generation(b.generation()), "content"));
        }
    },
    WRITE_MUCH_IF_ABSENT {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(writeMuch(store, "new", Condition.absent()));
        }
    },
    WRITE_MUCH_OVER {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(writeMuch(store, "b", Condition.any()));
        }
    },
    WRITE_MUCH_OVER_A_GENERATION {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(writeMuch(store, "b", Condition.generation(b.generation())));
        }
    },
    READ_BY_NAME {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return checksum(store.read("b").orElseThrow()) + " "
                    + store.read("none").isPresent();
        }
    },
    READ_ALL {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return read(store, a, 0, Long.MAX_VALUE);
        }
    },
    READ_A_RANGE {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return read(store, a, 1_000, 300_000);
        }
    },
    READ_SOME_AND_STOP {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            try (InputStream in = store.read(a, 0, Long.MAX_VALUE)) {
                return checksum(in.readNBytes(1_000));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    LIST {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            List<StoredObject> listed = store.list("f/", "f/00", 100);
            return listed.size() + " " + listed.get(0).name() + " "
                    + listed.get(18).name();
        }
    },
    DELETE {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            boolean deleted = store.delete("b", Condition.any());
            assertThat(deleted || store.find("b").isEmpty()).isTrue();
            return "deleted";
        }
    },
    DELETE_A_GENERATION {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            boolean deleted = store.delete("b", Condition.generation(b.generation()));
            assertThat(deleted || store.find("b").isEmpty()).isTrue();
            return "deleted";
        }
    },
    COPY_IF_ABSENT {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(store.copy(a, "new", Condition.absent()));
        }
    },
    COPY_OVER {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(store.copy(a, "b", Condition.any()));
        }
    },
    COPY_OVER_A_GENERATION {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(store.copy(a, "b", Condition.generation(b.generation())));
        }
    },
    MOVE {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(store.move(a, "new"));
        }
    },
    MOVE_OVER {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return shown(store.move(a, "b"));
        }
    },
    CHECKSUM {
        @Override
        String run(ObjectStore store, StoredObject a, StoredObject b) {
            return Integer.toString(store.crc32c(a));
        }
    };

    static final int MUCH = 700_000;

    /** Does it, once or again; says what came of it, generations apart. */
    abstract String run(ObjectStore store, StoredObject a, StoredObject b);

    static byte[] much(int seed) {
        byte[] bytes = new byte[MUCH];
        for (int i = 0; i < MUCH; i++) {
            bytes[i] = (byte) (i * 31 + i / 257 + seed);
        }
        return bytes;
    }

    static String checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return bytes.length + " bytes " + checksum.getValue();
    }

    private static StoredObject writeMuch(ObjectStore store, String name, Condition condition) {
        byte[] content = much(2);
        try (ObjectWriter writer = store.create(name, condition)) {
            for (int from = 0; from < MUCH; from += 100_000) {
                writer.write(content, from, 100_000);
            }
            return writer.commit();
        }
    }

    private static String read(ObjectStore store, StoredObject object, long offset, long length) {
        try (InputStream in = store.read(object, offset, length)) {
            return checksum(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shown(StoredObject object) {
        return object.name() + " " + object.size();
    }
}
