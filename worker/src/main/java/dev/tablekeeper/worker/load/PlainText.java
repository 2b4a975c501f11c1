package dev.tablekeeper.worker.load;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Makes a source readable in ranges: what is compressed (gzip) or in another encoding than UTF-8 is read once, in
 * sequence, and staged as plain UTF-8. What is plain already is left where it is.
 */
final class PlainText {
    /** What a compressed file may expand to without being looked at. */
    static final long ALWAYS_ALLOWED = 1L << 30;

    /** Beyond that, how many times its size it may expand to. CSV compresses 3 to 50 times. */
    static final long MOST_EXPANSION = 100;

    private static final int BUFFER = 1 << 18;

    private final ObjectStore objects;
    private final long alwaysAllowed;

    PlainText(ObjectStore objects) {
        this(objects, ALWAYS_ALLOWED);
    }

    PlainText(ObjectStore objects, long alwaysAllowed) {
        this.objects = objects;
        this.alwaysAllowed = alwaysAllowed;
    }

    /**
     * Stages the source as plain UTF-8 under a name, if it is not that already. Done twice, the first staging stands.
     *
     * @param progress told how many plain bytes are written; may throw to stop
     * @return the staged object, or nothing when the source can be read as it is
     */
    Optional<StoredObject> stage(
            ObjectStore store, StoredObject source, String encoding, String name, LongConsumer progress) {
        byte[] head = head(store, source);
        boolean gzip = head.length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
        if (!gzip && charset(head, encoding).equals(StandardCharsets.UTF_8)) {
            return Optional.empty();
        }
        Optional<StoredObject> standing = objects.find(name);
        if (standing.isPresent()) {
            return standing;
        }
        try (InputStream raw = store.read(source, 0, Long.MAX_VALUE);
                InputStream bytes = gzip ? gunzip(raw) : raw;
                ObjectWriter writer = objects.create(name, Condition.absent())) {
            copy(bytes, encoding, new Bounded(writer, gzip ? limit(source.size()) : Long.MAX_VALUE, progress));
            return Optional.of(commit(writer, name));
        } catch (CharacterCodingException e) {
            throw new Failure(
                    FailureType.BAD_ENCODING,
                    "The file is not " + encoding + " throughout; nothing was loaded. Say its true encoding with the"
                            + " option encoding.",
                    e);
        } catch (IOException e) {
            // Stores fail with failures of their own, so it is the file's content.
            throw new Failure(
                    FailureType.TRUNCATED,
                    "The gzip file is cut off or damaged, or something follows it; nothing was loaded. Upload it again.",
                    e);
        }
    }

    /** All members, to the last byte: what follows them, or breaks off, is an error and not an end. */
    private static InputStream gunzip(InputStream raw) throws IOException {
        return GzipCompressorInputStream.builder()
                .setInputStream(new BufferedInputStream(raw, BUFFER))
                .setDecompressConcatenated(true)
                .get();
    }

    private long limit(long compressed) {
        return Math.max(alwaysAllowed, compressed * MOST_EXPANSION);
    }

    private StoredObject commit(ObjectWriter writer, String name) {
        try {
            return writer.commit();
        } catch (StoreFailure e) {
            if (e.type() != FailureType.CONDITION_FAILED) {
                throw e;
            }
            return objects.find(name).orElseThrow(() -> e);
        }
    }

    private static byte[] head(ObjectStore store, StoredObject source) {
        try (InputStream in = store.read(source, 0, 4)) {
            return in.readNBytes(4);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The encoding: what a byte order mark says, else what the option says. */
    private static Charset charset(byte[] head, String encoding) {
        int first = head.length >= 2 ? ((head[0] & 0xff) << 8) | (head[1] & 0xff) : 0;
        if (head.length == 4 && first == 0xfffe && head[2] == 0 && head[3] == 0) {
            return Charset.forName("UTF-32");
        }
        if (first == 0xfffe || first == 0xfeff) {
            return StandardCharsets.UTF_16;
        }
        if (head.length >= 3 && first == 0xefbb && (head[2] & 0xff) == 0xbf) {
            return StandardCharsets.UTF_8;
        }
        return Charset.forName(encoding);
    }

    private static void copy(InputStream bytes, String encoding, Bounded to) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(bytes, BUFFER);
        buffered.mark(4);
        byte[] head = buffered.readNBytes(4);
        buffered.reset();
        Charset charset = charset(head, encoding);
        byte[] buffer = new byte[BUFFER];
        if (charset.equals(StandardCharsets.UTF_8)) {
            for (int n = buffered.read(buffer); n >= 0; n = buffered.read(buffer)) {
                to.write(buffer, 0, n);
            }
            return;
        }
        Reader reader = new InputStreamReader(
                buffered,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        Writer writer = new OutputStreamWriter(to, StandardCharsets.UTF_8);
        reader.transferTo(writer);
        writer.flush();
    }

    /** Stops what expands without bound, and tells how far it is. */
    private static final class Bounded extends OutputStream {
        private final ObjectWriter writer;
        private final long most;
        private final LongConsumer progress;

        Bounded(ObjectWriter writer, long most, LongConsumer progress) {
            this.writer = writer;
            this.most = most;
            this.progress = progress;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (writer.size() + length > most) {
                throw new Failure(
                        FailureType.EXPANDS_TOO_MUCH,
                        "The compressed file expands to more than " + most + " bytes; nothing was loaded. If that is as"
                                + " it should be, upload it uncompressed.");
            }
            writer.write(bytes, offset, length);
            progress.accept(writer.size());
        }
    }
}
