package dev.tablekeeper.stores;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place for objects: immutable contents under names, replaced whole or not at all. What a method returned from is
 * there after a power cut. Safe for many threads.
 *
 * <p>Names are paths of parts joined by {@code /}: no empty part, no {@code .} or {@code ..}, no backslash, no control
 * character, at most 1,024 bytes of UTF-8 in all and 255 in one part ({@link ObjectNames}). A name that breaks this is a
 * {@link StoreFailure} of type {@code INVALID_REQUEST}, before anything is touched. Whether {@code a} and {@code a/b} can
 * both be objects is up to the store: nobody should count on it.
 *
 * <p>All failures are {@link StoreFailure}s, those of streams too: {@code CONDITION_FAILED} where a {@link Condition} did
 * not hold, {@code SOURCE_MISSING} where an object to read is not there, {@code SOURCE_CHANGED} where it is there in
 * another generation, {@code PERMISSION_DENIED}, {@code STORAGE_FULL}, {@code UNAVAILABLE}.
 */
public interface ObjectStore {

    /** Where an object stands, for people and for messages: {@code gs://bucket/prefix/name} or a path. */
    String uri(String name);

    /** The object as it is now. */
    Optional<StoredObject> find(String name);

    /** Begins to write an object. Nothing is visible before {@link ObjectWriter#commit()}. */
    ObjectWriter create(String name, Condition condition);

    /** Writes a small object whole. */
    default StoredObject write(String name, Condition condition, byte[] content) {
        try (ObjectWriter writer = create(name, condition)) {
            writer.write(content, 0, content.length);
            return writer.commit();
        }
    }

    /** Writes a small text whole, as UTF-8. */
    default StoredObject write(String name, Condition condition, String content) {
        return write(name, condition, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads {@code length} bytes from {@code offset}, fewer where the object ends before, none from beyond its end. The
     * generation is checked when it is opened, and again before the last bytes are handed out or, where reading stops
     * earlier, in {@code close}. Who gets to the end has read this generation and no mixture; where that cannot be
     * promised it is a {@code SOURCE_CHANGED}, or a {@code SOURCE_MISSING} when the object is gone.
     *
     * @param length {@link Long#MAX_VALUE} for all that is left
     */
    InputStream read(StoredObject object, long offset, long length);

    /** Reads a small object whole, in whatever generation it is. */
    Optional<byte[]> read(String name);

    /**
     * Objects whose names begin with {@code prefix}, in the order of their names' UTF-8 bytes. One that is there from
     * before the call until after it is listed, in its right place; of those that come and go meanwhile, any.
     *
     * @param prefix a name or the beginning of one, cut anywhere; empty for all
     * @param after only names after this one; empty for all
     * @param limit the most to return, at least 1; fewer means that there are no more
     */
    List<StoredObject> list(String prefix, String after, int limit);

    /**
     * Deletes an object.
     *
     * @return false when there was none; under {@link Condition.Generation} too
     */
    boolean delete(String name, Condition condition);

    /** Copies this generation of an object to another name, or to its own. */
    StoredObject copy(StoredObject from, String to, Condition condition);

    /**
     * Moves this generation of an object to another name, over whatever is there. A repetition after it was done, or half
     * done, ends in the same state: when {@code from} is gone and {@code to} is there, that is returned.
     *
     * @return the object under its new name; its generation may be the one it had
     */
    StoredObject move(StoredObject from, String to);

    /** The CRC32C of this generation's whole content. */
    int crc32c(StoredObject object);

    /** How many bytes it can take, as far as that can be known; {@link Long#MAX_VALUE} where there is no end. */
    default long room() {
        return Long.MAX_VALUE;
    }

    /** What its writer has put beside this generation's content, by name; nothing where the store keeps no such thing. */
    default Map<String, String> metadata(StoredObject object) {
        return Map.of();
    }

    /**
     * An address to which this object can be uploaded; empty where the store has no such thing.
     *
     * @param contentType what the upload's {@code Content-Type} must be
     * @param metadata what {@link #metadata} says of it then; ASCII
     * @param validity at most seven days
     */
    default Optional<UploadAddress> uploadAddress(
            String name, String contentType, Map<String, String> metadata, Duration validity) {
        return Optional.empty();
    }
}
