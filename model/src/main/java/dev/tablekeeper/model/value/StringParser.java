package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;
import java.util.Arrays;

/** STRING: well-formed UTF-8 without NUL, of at most so many code points as the column says; kept as it is. */
final class StringParser extends ColumnParser {
    private final int maxLength;

    StringParser(Column column) {
        super(column);
        maxLength = column.maxLength().orElse(Integer.MAX_VALUE);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        if (Utf8.firstFault(bytes, from, to) >= 0) {
            return false;
        }
        if (to - from > maxLength && Utf8.codePoints(bytes, from, to) > maxLength) {
            return false;
        }
        out.setBytes(row, Arrays.copyOfRange(bytes, from, to));
        return true;
    }

    @Override
    boolean keepsWhiteSpace() {
        return true;
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        int fault = Utf8.firstFault(bytes, from, to);
        return fault >= 0
                ? badText(bytes, from, fault)
                : new Refusal(
                        RejectCode.TOO_LONG,
                        "has %d characters; the column takes at most %d"
                                .formatted(Utf8.codePoints(bytes, from, to), maxLength));
    }

    /** For any type made of text: what is wrong at a place that {@link Utf8#firstFault} found. */
    static Refusal badText(byte[] bytes, int from, int fault) {
        return new Refusal(
                RejectCode.BAD_ENCODING,
                bytes[fault] == 0
                        ? "has a NUL character at byte %d, which no text may hold".formatted(fault - from + 1)
                        : "is not UTF-8 from byte %d (0x%02x) on; convert the file, or name its encoding in the load option encoding"
                                .formatted(fault - from + 1, bytes[fault]));
    }
}
