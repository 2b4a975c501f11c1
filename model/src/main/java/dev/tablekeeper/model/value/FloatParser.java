package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;
import java.nio.charset.StandardCharsets;

/**
 * FLOAT64: a decimal number, read as the nearest double. One too large for a double, or so small that it would become
 * zero, is refused; so are NaN and Infinity, which JSON cannot hold and which in a CSV nearly always stand for a missing
 * value.
 */
final class FloatParser extends ColumnParser {
    /** Integers up to here are doubles exactly, and so are these powers of ten: one operation rounds once. */
    private static final long EXACT_INTEGER = 1L << 53;

    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    FloatParser(Column column) {
        super(column);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        DecimalText text = DecimalText.scan(bytes, from, to);
        if (text == null) {
            return false;
        }
        if (text.zero()) {
            out.setDouble(row, bytes[from] == '-' ? -0.0 : 0.0);
            return true;
        }
        double value = value(text, bytes, from, to);
        if (value == 0 || Double.isInfinite(value)) {
            return false;
        }
        out.setDouble(row, value);
        return true;
    }

    private static double value(DecimalText text, byte[] bytes, int from, int to) {
        if (text.digitsFitLong() && Math.abs(text.lowest()) < EXACT_POWERS.length) {
            long digits = text.digitsAsLong(bytes);
            if (Math.abs(digits) <= EXACT_INTEGER) {
                return text.lowest() < 0
                        ? digits / EXACT_POWERS[(int) -text.lowest()]
                        : digits * EXACT_POWERS[(int) text.lowest()];
            }
        }
        return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        return DecimalText.scan(bytes, from, to) == null
                ? new Refusal(
                        RejectCode.NOT_A_NUMBER,
                        "is not a number; wanted is one such as -12.5 or 6.02e23 (NaN and Infinity are not taken)")
                : new Refusal(
                        RejectCode.OUT_OF_RANGE,
                        "is outside the range of FLOAT64; apart from zero, its size must be between 4.9e-324 and 1.7976931348623157e308");
    }
}
