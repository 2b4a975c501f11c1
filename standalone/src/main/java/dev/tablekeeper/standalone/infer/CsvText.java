package dev.tablekeeper.standalone.infer;

import dev.tablekeeper.worker.csv.DialectDetector;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.input.ReaderInputStream;

/** A file as plain UTF-8, uncompressed, and its beginning, which may be looked at before all of it is read. */
public final class CsvText {
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int UTF_16_BIG = 0xfeff;
    private static final int UTF_16_LITTLE = 0xfffe;

    private final String name;
    private final byte[] head;
    private final InputStream rest;

    private CsvText(String name, byte[] head, InputStream rest) {
        this.name = name;
        this.head = head;
        this.rest = rest;
    }

    /**
     * Begins to read.
     *
     * @param name for messages
     * @param bytes perhaps compressed; to be closed by the caller
     */
    public static CsvText of(String name, InputStream bytes, Charset encoding) throws IOException {
        InputStream plain = new BufferedInputStream(bytes);
        if (magic(plain) == GZIP_MAGIC) {
            plain = new BufferedInputStream(GzipCompressorInputStream.builder()
                    .setInputStream(plain)
                    .setDecompressConcatenated(true)
                    .get());
        }
        int mark = magic(plain);
        Charset charset = mark == UTF_16_BIG || mark == UTF_16_LITTLE ? StandardCharsets.UTF_16 : encoding;
        InputStream text = charset.equals(StandardCharsets.UTF_8) ? plain : transcoded(plain, charset);
        return new CsvText(name, text.readNBytes(DialectDetector.HEAD_BYTES), text);
    }

    private static int magic(InputStream in) throws IOException {
        in.mark(2);
        byte[] two = in.readNBytes(2);
        in.reset();
        return two.length < 2 ? 0 : (two[0] & 0xff) << 8 | (two[1] & 0xff);
    }

    private static InputStream transcoded(InputStream in, Charset charset) throws IOException {
        return ReaderInputStream.builder()
                .setReader(new InputStreamReader(
                        in,
                        charset.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)))
                .setCharset(StandardCharsets.UTF_8)
                .get();
    }

    String name() {
        return name;
    }

    byte[] head() {
        return head;
    }

    boolean headIsWhole() {
        return head.length < DialectDetector.HEAD_BYTES;
    }

    /** All of it, once. */
    InputStream from(int offset) {
        return new SequenceInputStream(new ByteArrayInputStream(head, offset, head.length - offset), rest);
    }
}
