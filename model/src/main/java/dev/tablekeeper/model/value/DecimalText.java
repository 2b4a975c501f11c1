package dev.tablekeeper.model.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The places of a decimal number in a text: {@code [+-] digits [. digits] [e [+-] digits]}, with at least one digit
 * before the exponent. Only the digits that count are ever turned into a number, so that a text of a million zeros
 * costs a scan and no more.
 *
 * @param negative whether it begins with a minus
 * @param first where its first digit other than zero stands; -1 when the number is zero
 * @param last where its last digit other than zero stands
 * @param significant how many digits there are from first to last
 * @param highest the power of ten just above the number: 3 for 123.4, -1 for 0.012
 * @param lowest the power of ten of its last digit that is not zero: -1 for 123.4, 2 for 500
 */
record DecimalText(boolean negative, int first, int last, int significant, long highest, long lowest) {
    private static final DecimalText ZERO = new DecimalText(false, -1, -1, 0, 0, 0);
    private static final int DIGITS_OF_A_LONG = 18;
    /** Beyond any exponent that matters, and far from overflowing when a text's length is added. */
    private static final long EXPONENT_LIMIT = 1L << 40;

    /** Finds the number that the whole of {@code bytes[from, to)} is; null when it is none. */
    static DecimalText scan(byte[] bytes, int from, int to) {
        int i = from;
        boolean negative = i < to && bytes[i] == '-';
        if (negative || (i < to && bytes[i] == '+')) {
            i++;
        }
        int point = -1;
        int first = -1;
        int last = -1;
        int digits = 0;
        for (; i < to; i++) {
            byte b = bytes[i];
            if (b >= '0' && b <= '9') {
                digits++;
                if (b != '0') {
                    first = first < 0 ? i : first;
                    last = i;
                }
            } else if (b == '.' && point < 0) {
                point = i;
            } else {
                break;
            }
        }
        int end = i;
        if (digits == 0) {
            return null;
        }
        long exponent = 0;
        if (end < to) {
            if ((bytes[end] | 0x20) != 'e') {
                return null;
            }
            exponent = exponent(bytes, end + 1, to);
            if (exponent == Long.MIN_VALUE) {
                return null;
            }
        }
        if (first < 0) {
            return ZERO;
        }
        int units = point < 0 ? end : point;
        long highest = (first < units ? units - first : units - first + 1) + exponent;
        long lowest = (last < units ? units - last - 1 : units - last) + exponent;
        return new DecimalText(negative, first, last, (int) (highest - lowest), highest, lowest);
    }

    private static long exponent(byte[] bytes, int from, int to) {
        int i = from;
        boolean negative = i < to && bytes[i] == '-';
        if (negative || (i < to && bytes[i] == '+')) {
            i++;
        }
        if (i == to) {
            return Long.MIN_VALUE;
        }
        long exponent = 0;
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return Long.MIN_VALUE;
            }
            exponent = Math.min(exponent * 10 + digit, EXPONENT_LIMIT);
        }
        return negative ? -exponent : exponent;
    }

    boolean zero() {
        return first < 0;
    }

    /** Its digits from the first to the last as an integer; they must be at most 18. */
    long digitsAsLong(byte[] bytes) {
        long value = 0;
        for (int i = first; i <= last; i++) {
            if (bytes[i] != '.') {
                value = value * 10 + (bytes[i] - '0');
            }
        }
        return negative ? -value : value;
    }

    boolean digitsFitLong() {
        return significant <= DIGITS_OF_A_LONG;
    }

    /** The number itself with exactly this scale, which must be enough for all its digits. */
    BigDecimal toBigDecimal(byte[] bytes, int scale) {
        if (zero()) {
            return BigDecimal.valueOf(0, scale);
        }
        BigInteger digits;
        if (digitsFitLong()) {
            digits = BigInteger.valueOf(digitsAsLong(bytes));
        } else {
            String text = new String(bytes, first, last - first + 1, StandardCharsets.ISO_8859_1).replace(".", "");
            digits = new BigInteger(negative ? "-" + text : text);
        }
        return new BigDecimal(digits, (int) -lowest).setScale(scale);
    }
}
