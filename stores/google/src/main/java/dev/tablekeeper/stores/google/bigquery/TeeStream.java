package dev.tablekeeper.stores.google.bigquery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes all that is read through it elsewhere too. Closing it closes what is read from only. */
final class TeeStream extends InputStream {
    private final InputStream in;
    private final OutputStream copy;

    TeeStream(InputStream in, OutputStream copy) {
        this.in = in;
        this.copy = copy;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            copy.write(value);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count > 0) {
            copy.write(bytes, offset, count);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
