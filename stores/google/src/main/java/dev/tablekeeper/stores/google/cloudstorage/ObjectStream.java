package dev.tablekeeper.stores.google.cloudstorage;

import com.google.api.client.http.HttpResponse;
import com.google.cloud.storage.BlobId;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * Part of one generation of an object. Every request asks for this generation, so no answer has bytes of another; where
 * an answer breaks off, the next begins at the byte after the last one that came. The whole of an object is compared with
 * its checksum before its last bytes are handed out.
 */
final class ObjectStream extends InputStream {
    /** After so many bytes a failure is the first one again. */
    private static final int PROGRESS_BYTES = 1 << 20;

    private final CloudStorageClient client;
    private final BlobId id;
    private final long generation;
    private final long size;
    private final long end;
    private final Function<Exception, StoreFailure> failure;
    private final Runnable check;
    private final Optional<CRC32C> checksum;

    private long position;
    private Optional<Answer> answer = Optional.empty();
    private int failures;
    private long failedAt;
    private boolean over;

    private record Answer(HttpResponse response, InputStream body, Optional<Integer> crc32c) {}

    /**
     * Asks for the first bytes, if there are any.
     *
     * @param check fails where the object is gone or has another generation
     */
    ObjectStream(
            CloudStorageClient client,
            BlobId id,
            StoredObject object,
            long offset,
            long length,
            Function<Exception, StoreFailure> failure,
            Runnable check) {
        this.client = client;
        this.id = id;
        this.generation = object.generation();
        this.size = object.size();
        this.position = Math.min(offset, size);
        this.end = length > size - position ? size : position + length;
        this.failure = failure;
        this.check = check;
        this.checksum = offset == 0 && end == size ? Optional.of(new CRC32C()) : Optional.empty();
        if (position == end) {
            over = true;
            check.run();
        } else {
            answerNow();
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        int most = (int) Math.min(length, end - position);
        while (true) {
            Answer now = answerNow();
            try {
                int count = now.body().read(bytes, offset, most);
                if (count < 0) {
                    throw new IOException("the answer ends " + (end - position) + " bytes too early");
                }
                advance(now, bytes, offset, count);
                return count;
            } catch (IOException e) {
                drop();
                failed(e);
            }
        }
    }

    private void advance(Answer now, byte[] bytes, int offset, int count) {
        position += count;
        checksum.ifPresent(sum -> sum.update(bytes, offset, count));
        if (position == end) {
            over = true;
            drop();
            verify(now);
        }
    }

    private void verify(Answer last) {
        if (checksum.isPresent() && last.crc32c().isPresent()) {
            int read = (int) checksum.get().getValue();
            if (read != last.crc32c().get()) {
                throw new StoreFailure(
                        FailureType.UNAVAILABLE,
                        "what came of 'gs://" + id.getBucket() + "/" + id.getName()
                                + "' is not what is stored: its CRC32C is " + Crc32cText.of(read) + " and should be "
                                + Crc32cText.of(last.crc32c().get()));
            }
        }
    }

    private Answer answerNow() {
        while (answer.isEmpty()) {
            try {
                answer = Optional.of(ask());
            } catch (IOException e) {
                failed(e);
            }
        }
        return answer.get();
    }

    private Answer ask() throws IOException {
        MediaRange range = MediaRange.of(generation, position, end, size);
        HttpResponse response = client.media(id, range);
        if (range.header().isPresent() && response.getStatusCode() != 206) {
            response.disconnect();
            throw new IOException("a range was asked for, and something else came");
        }
        String answered = response.getHeaders().getFirstHeaderStringValue("x-goog-generation");
        if (answered != null && !answered.equals(Long.toString(generation))) {
            // A server that does not mind the condition; or somebody between us who answers for it.
            response.disconnect();
            check.run();
            throw new IOException("generation " + generation + " was asked for, and " + answered + " came");
        }
        InputStream body = response.getContent();
        if (body == null) {
            throw new IOException("the answer is empty");
        }
        return new Answer(response, body, Crc32cText.of(response.getHeaders()));
    }

    /** Returns where trying again may help. */
    private void failed(IOException e) {
        StoreFailure thrown = failure.apply(e);
        if (position - failedAt >= PROGRESS_BYTES) {
            failures = 0;
        }
        failedAt = position;
        failures++;
        if (thrown.type().remedy() != FailureType.Remedy.WAIT || failures >= client.attempts()) {
            over = true;
            throw thrown;
        }
        Pause.of(client.pause(failures));
    }

    @Override
    public int available() {
        try {
            return answer.isPresent() ? answer.get().body().available() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private void drop() {
        Optional<Answer> dropped = answer;
        answer = Optional.empty();
        try {
            if (dropped.isPresent() && position == end) {
                // The connection goes on to serve others.
                dropped.get().body().close();
            } else if (dropped.isPresent()) {
                dropped.get().response().disconnect();
            }
        } catch (IOException e) {
            // All that was wanted of it is there.
        }
    }

    @Override
    public void close() {
        drop();
        if (!over) {
            over = true;
            check.run();
        }
    }
}
