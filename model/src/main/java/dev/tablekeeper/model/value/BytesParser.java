package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * BYTES: base64 with the standard alphabet, padded, in its one canonical form (no line breaks, no set bits beyond the
 * last byte), so that the same bytes are always the same text.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4648#section-4">RFC 4648, section 4</a>
 */
final class BytesParser extends ColumnParser {
    private static final byte[] DIGITS = new byte[256];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        byte[] alphabet =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < alphabet.length; i++) {
            DIGITS[alphabet[i]] = (byte) i;
        }
    }

    private final int maxLength;

    BytesParser(Column column) {
        super(column);
        maxLength = column.maxLength().orElse(Integer.MAX_VALUE);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        if (!canonical(bytes, from, to) || decodedLength(bytes, from, to) > maxLength) {
            return false;
        }
        ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
        out.setBytes(row, Arrays.copyOf(decoded.array(), decoded.limit()));
        return true;
    }

    private static boolean canonical(byte[] bytes, int from, int to) {
        if ((to - from) % 4 != 0) {
            return false;
        }
        int end = to - padding(bytes, from, to);
        int last = 0;
        for (int i = from; i < end; i++) {
            last = DIGITS[bytes[i] & 0xff];
            if (last < 0) {
                return false;
            }
        }
        int unused = to - end == 2 ? 0x0f : to - end == 1 ? 0x03 : 0;
        return (last & unused) == 0;
    }

    private static int padding(byte[] bytes, int from, int to) {
        if (from == to || bytes[to - 1] != '=') {
            return 0;
        }
        return bytes[to - 2] == '=' ? 2 : 1;
    }

    private static int decodedLength(byte[] bytes, int from, int to) {
        return (to - from) / 4 * 3 - padding(bytes, from, to);
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        return canonical(bytes, from, to)
                ? new Refusal(
                        RejectCode.TOO_LONG,
                        "stands for %d bytes; the column takes at most %d"
                                .formatted(decodedLength(bytes, from, to), maxLength))
                : new Refusal(
                        RejectCode.NOT_BASE64,
                        "is not base64; wanted are A-Z, a-z, 0-9, + and / in groups of four, padded with =");
    }
}
