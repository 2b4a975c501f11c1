package dev.tablekeeper.model.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * The blocks of an Avro object container file. Avro's own {@code DataFileStream} takes a file that is cut off within a
 * block's head for one that has ended, or gives the block before once more; here both are an {@link IOException}. A
 * damaged length is noticed before memory is taken for it.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#object-container-files">Object container files</a>
 */
final class AvroBlocks implements AutoCloseable {
    private static final int LONGEST_HEADER_ENTRY = 4 << 20;
    private static final int READ_BUFFER = 64 << 10;

    private final InputStream in;
    private final BinaryDecoder head;
    private final Schema schema;
    private final byte[] sync = new byte[DataFileConstants.SYNC_SIZE];
    private final boolean deflated;
    private final Inflater inflater = new Inflater(true);
    private byte[] block = new byte[0];
    private byte[] inflated = new byte[READ_BUFFER];
    private final BlockDecoder rows = new BlockDecoder();
    private long rowCount;

    /** Reads the head of the file. */
    AvroBlocks(InputStream source) throws IOException {
        in = new BufferedInputStream(source, READ_BUFFER);
        head = DecoderFactory.get().directBinaryDecoder(in, null);
        if (!Arrays.equals(in.readNBytes(DataFileConstants.MAGIC.length), DataFileConstants.MAGIC)) {
            throw new IOException("it does not begin as an Avro file does");
        }
        Map<String, byte[]> entries = new HashMap<>();
        for (long count = head.readMapStart(); count != 0; count = head.mapNext()) {
            for (long i = 0; i < count; i++) {
                entries.put(new String(headerBytes(), UTF_8), headerBytes());
            }
        }
        head.readFixed(sync);
        schema = new Schema.Parser().parse(new String(entry(entries, DataFileConstants.SCHEMA, ""), UTF_8));
        String codec = new String(entry(entries, DataFileConstants.CODEC, DataFileConstants.NULL_CODEC), UTF_8);
        deflated = codec.equals(DataFileConstants.DEFLATE_CODEC);
        if (!deflated && !codec.equals(DataFileConstants.NULL_CODEC)) {
            throw new IOException("its codec is " + codec + "; wanted is null or deflate");
        }
    }

    private byte[] headerBytes() throws IOException {
        long length = head.readLong();
        if (length < 0 || length > LONGEST_HEADER_ENTRY) {
            throw new IOException("its header has an entry of " + length + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        head.readFixed(bytes);
        return bytes;
    }

    private static byte[] entry(Map<String, byte[]> entries, String name, String otherwise) {
        return entries.getOrDefault(name, otherwise.getBytes(UTF_8));
    }

    Schema schema() {
        return schema;
    }

    /** Goes to the next block; false at the end of the file. */
    boolean next() throws IOException {
        if (!rows.atEnd()) {
            throw new IOException("a block has more bytes than its rows");
        }
        if (atEnd()) {
            return false;
        }
        rowCount = head.readLong();
        long size = head.readLong();
        if (rowCount < 0 || size < 0 || size > Integer.MAX_VALUE) {
            throw new IOException("a block claims to have %d rows in %d bytes".formatted(rowCount, size));
        }
        int length = (int) size;
        readBlock(length);
        byte[] end = in.readNBytes(sync.length);
        if (end.length < sync.length) {
            throw cutOff();
        }
        if (!Arrays.equals(end, sync)) {
            throw new IOException("a block does not end with the file's sync marker");
        }
        if (deflated) {
            int inflatedLength = inflate(length);
            rows.begin(inflated, inflatedLength);
        } else {
            rows.begin(block, length);
        }
        return true;
    }

    private boolean atEnd() throws IOException {
        in.mark(1);
        boolean atEnd = in.read() < 0;
        in.reset();
        return atEnd;
    }

    /** Takes memory as the bytes come, however many are claimed. */
    private void readBlock(int size) throws IOException {
        int length = 0;
        while (length < size) {
            if (length == block.length) {
                block = Arrays.copyOf(block, (int) Math.min(size, Math.max(READ_BUFFER, 2L * length)));
            }
            int more = in.read(block, length, Math.min(size, block.length) - length);
            if (more < 0) {
                throw cutOff();
            }
            length += more;
        }
    }

    private static EOFException cutOff() {
        return new EOFException("it is cut off within a block");
    }

    private int inflate(int size) throws IOException {
        inflater.reset();
        inflater.setInput(block, 0, size);
        int length = 0;
        try {
            while (!inflater.finished()) {
                if (length == inflated.length) {
                    inflated = Arrays.copyOf(inflated, Math.multiplyExact(length, 2));
                }
                int more = inflater.inflate(inflated, length, inflated.length - length);
                if (more == 0 && !inflater.finished()) {
                    throw new EOFException("a compressed block is cut off");
                }
                length += more;
            }
        } catch (DataFormatException | ArithmeticException e) {
            throw new IOException("a compressed block cannot be read", e);
        }
        return length;
    }

    /** How many rows the block has. */
    long rowCount() {
        return rowCount;
    }

    /** The block's rows. */
    BlockDecoder rows() {
        return rows;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
