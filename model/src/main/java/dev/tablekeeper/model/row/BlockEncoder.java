package dev.tablekeeper.model.row;

import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;

/** Encodes rows into a buffer that is used again and again; Avro's own go through a stream, value by value. */
final class BlockEncoder extends BinaryEncoder {
    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes;
    private int length;

    BlockEncoder(int capacity) {
        bytes = new byte[capacity];
    }

    /** The buffer itself; its first {@link #length()} bytes are what was written. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Forgets what was written beyond {@code length}. */
    void cut(int length) {
        this.length = length;
    }

    private void room(int more) {
        if (more > bytes.length - length) {
            int wanted = Math.addExact(length, more);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(wanted, 2L * bytes.length)));
        }
    }

    @Override
    protected void writeZero() {
        room(1);
        bytes[length++] = 0;
    }

    @Override
    public int bytesBuffered() {
        return length;
    }

    @Override
    public void writeBoolean(boolean value) {
        room(1);
        bytes[length++] = (byte) (value ? 1 : 0);
    }

    @Override
    public void writeInt(int value) {
        writeLong(value);
    }

    @Override
    public void writeLong(long value) {
        room(LONGEST_NUMBER);
        byte[] to = bytes;
        int at = length;
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            to[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[at++] = (byte) rest;
        length = at;
    }

    @Override
    public void writeFloat(float value) {
        writeLittleEndian(Float.floatToRawIntBits(value), Float.BYTES);
    }

    @Override
    public void writeDouble(double value) {
        writeLittleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
    }

    private void writeLittleEndian(long bits, int count) {
        room(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) (bits >>> (Byte.SIZE * i));
        }
    }

    @Override
    public void writeFixed(byte[] from, int start, int count) {
        room(count);
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }

    @Override
    public void flush() {}
}
