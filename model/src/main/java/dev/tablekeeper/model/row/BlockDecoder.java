package dev.tablekeeper.model.row;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Decodes the rows of a block that is in memory. Whatever bytes it meets, it ends in a value or an {@link IOException},
 * and takes no more memory than the block has bytes for.
 */
final class BlockDecoder {
    private static final int BITS = 7;

    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /** Begins with a block's first {@code length} bytes. */
    void begin(byte[] block, int length) {
        bytes = block;
        at = 0;
        end = length;
    }

    boolean atEnd() {
        return at == end;
    }

    long readLong() throws IOException {
        byte[] from = bytes;
        int next = at;
        long bits = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            if (next == end) {
                throw cutOff();
            }
            byte b = from[next++];
            bits |= (b & 0x7FL) << shift;
            if (b >= 0) {
                at = next;
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw new IOException("a number has too many bytes");
    }

    int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new IOException("a number has too many bytes");
        }
        return (int) value;
    }

    boolean readBoolean() throws IOException {
        return next(1)[at++] == 1;
    }

    double readDouble() throws IOException {
        byte[] from = next(Double.BYTES);
        long bits = 0;
        for (int i = 0; i < Double.BYTES; i++) {
            bits |= (from[at++] & 0xFFL) << (Byte.SIZE * i);
        }
        return Double.longBitsToDouble(bits);
    }

    /** A text or bytes. */
    byte[] readBytes() throws IOException {
        long length = readLong();
        if (length < 0 || length > end - at) {
            throw new EOFException("a value of " + length + " bytes does not fit into its block");
        }
        int from = at;
        at += (int) length;
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** How many elements of an array follow before it is asked again; 0 at its end. Each of them has bytes. */
    long readElementCount() throws IOException {
        long count = readLong();
        if (count < 0) {
            // Its size in bytes follows, for those who skip it.
            readLong();
            count = -count;
        }
        if (count < 0 || count > end - at) {
            throw new EOFException("an array of " + count + " elements does not fit into its block");
        }
        return count;
    }

    private byte[] next(int count) throws EOFException {
        if (count > end - at) {
            throw cutOff();
        }
        return bytes;
    }

    private static EOFException cutOff() {
        return new EOFException("a block ends within a value");
    }
}
