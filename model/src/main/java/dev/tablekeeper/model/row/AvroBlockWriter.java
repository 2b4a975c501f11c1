package dev.tablekeeper.model.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;

/**
 * Writes the blocks of an Avro object container file: the way back of {@link AvroBlocks}.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#object-container-files">Object container files</a>
 */
final class AvroBlockWriter implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final OutputStream out;
    private final int blockBytes;
    private final byte[] sync = new byte[DataFileConstants.SYNC_SIZE];
    private final BlockEncoder rows;
    private final BlockEncoder head = new BlockEncoder(64);
    /** Null where blocks are not compressed. */
    private final Deflater deflater;

    private byte[] deflated = new byte[0];
    private long rowCount;

    /** Writes the head of the file. */
    AvroBlockWriter(Schema schema, OutputStream out, RowAvro.Compression compression, int blockBytes)
            throws IOException {
        this.out = out;
        this.blockBytes = blockBytes;
        rows = new BlockEncoder(blockBytes + blockBytes / 8);
        boolean compressed = compression == RowAvro.Compression.DEFLATE;
        RANDOM.nextBytes(sync);
        Map<String, String> entries = new TreeMap<>();
        entries.put(DataFileConstants.SCHEMA, schema.toString());
        entries.put(
                DataFileConstants.CODEC, compressed ? DataFileConstants.DEFLATE_CODEC : DataFileConstants.NULL_CODEC);
        head.writeFixed(DataFileConstants.MAGIC, 0, DataFileConstants.MAGIC.length);
        head.writeMapStart();
        head.setItemCount(entries.size());
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            head.startItem();
            head.writeString(entry.getKey());
            head.writeBytes(entry.getValue().getBytes(UTF_8));
        }
        head.writeMapEnd();
        head.writeFixed(sync, 0, sync.length);
        out.write(head.bytes(), 0, head.length());
        deflater = compressed ? new Deflater(Deflater.BEST_SPEED, true) : null;
    }

    /** Where the next row goes; {@link #endRow} follows, or what was begun is cut off. */
    BlockEncoder rows() {
        return rows;
    }

    void endRow() throws IOException {
        rowCount++;
        if (rows.length() >= blockBytes) {
            endBlock();
        }
    }

    /** Writes the rows that wait, if any. */
    void endBlock() throws IOException {
        if (rowCount == 0) {
            return;
        }
        byte[] block = rows.bytes();
        int size = rows.length();
        if (deflater != null) {
            size = deflate(block, size);
            block = deflated;
        }
        head.cut(0);
        head.writeLong(rowCount);
        head.writeLong(size);
        out.write(head.bytes(), 0, head.length());
        out.write(block, 0, size);
        out.write(sync);
        rows.cut(0);
        rowCount = 0;
    }

    private int deflate(byte[] block, int size) {
        deflater.reset();
        deflater.setInput(block, 0, size);
        deflater.finish();
        int length = 0;
        while (!deflater.finished()) {
            if (length == deflated.length) {
                deflated = Arrays.copyOf(deflated, Math.max(size / 2 + 64, Math.multiplyExact(length, 2)));
            }
            length += deflater.deflate(deflated, length, deflated.length - length);
        }
        return length;
    }

    /** Lets go of memory; writes nothing. */
    @Override
    public void close() {
        if (deflater != null) {
            deflater.end();
        }
    }
}
