package dev.tablekeeper.worker.csv;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes a field's bytes: UTF-8, and each byte that is not as the character of the same number (ISO 8859-1), so that
 * nothing is lost where a file is in another encoding.
 *
 * @param firstInvalid the index in the bytes of the first one that is not UTF-8, or -1
 */
record FieldText(String text, int firstInvalid) {

    static FieldText of(byte[] bytes, int from, int to) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        CharBuffer out = CharBuffer.allocate(to - from);
        int firstInvalid = -1;
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) {
                return new FieldText(out.flip().toString(), firstInvalid);
            }
            if (firstInvalid < 0) {
                firstInvalid = in.position();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (in.get() & 0xff));
            }
            decoder.reset();
        }
    }

    static boolean valid(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return of(bytes, i, to).firstInvalid < 0;
            }
        }
        return true;
    }
}
