package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;

/** INT64: an optional sign and decimal digits, leading zeros allowed, as BigQuery's CAST reads them; nothing else. */
final class IntegerParser extends ColumnParser {
    /** So many digits always fit. */
    private static final int SAFE_DIGITS = 18;

    IntegerParser(Column column) {
        super(column);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        int i = afterSign(bytes, from, to);
        if (i == to) {
            return false;
        }
        boolean negative = bytes[from] == '-';
        if (to - i > SAFE_DIGITS) {
            return parseLong(bytes, i, to, negative, out, row);
        }
        long value = 0;
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = value * 10 + digit;
        }
        out.setLong(row, negative ? -value : value);
        return true;
    }

    private static boolean parseLong(byte[] bytes, int start, int to, boolean negative, ColumnVector out, int row) {
        // Counts downwards, since there is one more negative number than positive ones.
        long value = 0;
        for (int i = start; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || value < Long.MIN_VALUE / 10) {
                return false;
            }
            value = value * 10 - digit;
            if (value > 0) {
                return false;
            }
        }
        if (!negative && value == Long.MIN_VALUE) {
            return false;
        }
        out.setLong(row, negative ? value : -value);
        return true;
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        int start = afterSign(bytes, from, to);
        boolean integer = start < to;
        for (int i = start; i < to; i++) {
            integer &= bytes[i] >= '0' && bytes[i] <= '9';
        }
        return integer
                ? new Refusal(
                        RejectCode.OUT_OF_RANGE,
                        "is outside the range of INT64, -9223372036854775808 to 9223372036854775807")
                : new Refusal(
                        RejectCode.NOT_AN_INTEGER,
                        "is not an integer; wanted are digits, with a sign or without, such as -42");
    }

    private static int afterSign(byte[] bytes, int from, int to) {
        return from < to && (bytes[from] == '-' || bytes[from] == '+') ? from + 1 : from;
    }
}
