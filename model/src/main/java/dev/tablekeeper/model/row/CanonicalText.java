package dev.tablekeeper.model.row;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The canonical text of a row, as docs/backup-format.md has it, in a buffer that is used again and again. A value is
 * written as its length in bytes, a colon, and its text. Not thread-safe.
 */
final class CanonicalText {
    private static final long[] POWERS_OF_TEN = new long[19];
    private static final byte[] TENS = new byte[100];
    private static final byte[] ONES = new byte[100];
    private static final long EIGHT_DIGITS = 100_000_000;
    private static final int SIGNIFICANT = 17;
    private static final int LONGEST_LONG = 20;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "4:true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "5:false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LONG_MIN = "20:-9223372036854775808".getBytes(StandardCharsets.US_ASCII);

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
        }
        for (int i = 0; i < 100; i++) {
            TENS[i] = (byte) ('0' + i / 10);
            ONES[i] = (byte) ('0' + i % 10);
        }
    }

    private byte[] bytes = new byte[256];
    private int length;

    void clear() {
        length = 0;
    }

    /** The buffer itself; its first {@link #length()} bytes are the text. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void appendNull() {
        append('-');
    }

    void append(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    void appendBoolean(boolean value) {
        appendRaw(value ? TRUE : FALSE);
    }

    void appendLong(long value) {
        if (value == Long.MIN_VALUE) {
            appendRaw(LONG_MIN);
            return;
        }
        room(LONGEST_LONG + 3);
        long magnitude = Math.abs(value);
        int digits = digits(magnitude);
        putLength(value < 0 ? digits + 1 : digits);
        if (value < 0) {
            bytes[length++] = '-';
        }
        putDigits(magnitude, digits);
    }

    void appendBytes(byte[] utf8) {
        room(utf8.length + LONGEST_LONG);
        putLength(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    void appendHex(byte[] value) {
        room(Math.multiplyExact(value.length, 2) + LONGEST_LONG);
        putLength(value.length * 2);
        for (byte b : value) {
            bytes[length++] = HEX[(b >> 4) & 15];
            bytes[length++] = HEX[b & 15];
        }
    }

    void appendDecimal(BigDecimal value) {
        String plain = value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
        appendBytes(plain.getBytes(StandardCharsets.US_ASCII));
    }

    /** As C's {@code %.16e}: 17 digits tell every double from every other. */
    void appendDouble(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            String name = Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
            appendBytes(name.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        int start = length;
        room(32);
        if (Double.doubleToRawLongBits(value) < 0) {
            bytes[length++] = '-';
        }
        double magnitude = Math.abs(value);
        if (magnitude == 0) {
            putScientific(0, 0);
        } else if (magnitude < 0.01 || magnitude >= 1L << 53 || !putMiddling(magnitude)) {
            BigDecimal rounded = new BigDecimal(magnitude).round(new MathContext(SIGNIFICANT, RoundingMode.HALF_EVEN));
            int exponent = rounded.precision() - rounded.scale() - 1;
            putScientific(
                    rounded.setScale(SIGNIFICANT - 1 - exponent).unscaledValue().longValueExact(), exponent);
        }
        close(start);
    }

    /**
     * A double from about 0.01 to 2^53, exactly, in 128 bits: it is a whole number and a fraction of a power of two, and
     * the fraction times a power of ten has its digits before the point.
     *
     * @return false where it is too small for that, and nothing was written
     */
    private boolean putMiddling(double magnitude) {
        long bits = Double.doubleToRawLongBits(magnitude);
        int shift = 1075 - (int) (bits >>> 52);
        long mantissa = (bits & ((1L << 52) - 1)) | (1L << 52);
        long whole = mantissa >>> shift;
        long fraction = mantissa & ((1L << shift) - 1);
        int power = whole > 0 ? SIGNIFICANT - digits(whole) : SIGNIFICANT;
        long quotient = scaled(fraction, power, shift);
        if (whole == 0 && quotient < POWERS_OF_TEN[SIGNIFICANT - 1]) {
            quotient = scaled(fraction, ++power, shift);
            if (quotient < POWERS_OF_TEN[SIGNIFICANT - 1]) {
                return false;
            }
        }
        long number = whole * POWERS_OF_TEN[power] + quotient;
        int exponent = SIGNIFICANT - 1 - power;
        if (shift > 0) {
            long rest = (fraction * POWERS_OF_TEN[power]) & ((1L << shift) - 1);
            long half = 1L << (shift - 1);
            if (rest > half || (rest == half && (number & 1) == 1)) {
                number++;
            }
        }
        if (number == POWERS_OF_TEN[SIGNIFICANT]) {
            number /= 10;
            exponent++;
        }
        putScientific(number, exponent);
        return true;
    }

    /** {@code fraction * 10^power / 2^shift}, rounded down; the shift is below 64. */
    private static long scaled(long fraction, int power, int shift) {
        long high = Math.multiplyHigh(fraction, POWERS_OF_TEN[power]);
        long low = fraction * POWERS_OF_TEN[power];
        return shift == 0 ? low : (high << (64 - shift)) | (low >>> shift);
    }

    private void putScientific(long digits, int exponent) {
        putDigits(digits, SIGNIFICANT);
        // Room for the point, behind the first digit.
        int first = length - SIGNIFICANT;
        System.arraycopy(bytes, first + 1, bytes, first + 2, SIGNIFICANT - 1);
        bytes[first + 1] = '.';
        length++;
        bytes[length++] = 'e';
        bytes[length++] = (byte) (exponent < 0 ? '-' : '+');
        int magnitude = Math.abs(exponent);
        putDigits(magnitude, magnitude < 100 ? 2 : 3);
    }

    /** Where a value begins that is written without its length first; {@link #close} puts that before it. */
    int open() {
        return length;
    }

    /** Puts the length of what was written since {@code start} before it. */
    void close(int start) {
        int size = length - start;
        int prefix = digits(size) + 1;
        room(prefix);
        System.arraycopy(bytes, start, bytes, start + prefix, size);
        length = start;
        putLength(size);
        length += size;
    }

    private void putLength(int size) {
        if (size < 10) {
            bytes[length++] = (byte) ('0' + size);
        } else {
            putDigits(size, digits(size));
        }
        bytes[length++] = ':';
    }

    private void putDigits(long value, int digits) {
        int at = length + digits;
        long rest = value;
        while (rest >= EIGHT_DIGITS) {
            long higher = rest / EIGHT_DIGITS;
            int eight = (int) (rest - higher * EIGHT_DIGITS);
            for (int pair = 0; pair < 4; pair++) {
                int hundredth = eight / 100;
                at = putPair(eight - hundredth * 100, at);
                eight = hundredth;
            }
            rest = higher;
        }
        int small = (int) rest;
        while (small >= 100) {
            int hundredth = small / 100;
            at = putPair(small - hundredth * 100, at);
            small = hundredth;
        }
        if (small >= 10) {
            at = putPair(small, at);
        } else {
            bytes[--at] = (byte) ('0' + small);
        }
        while (at > length) {
            bytes[--at] = '0';
        }
        length += digits;
    }

    private int putPair(int value, int end) {
        bytes[end - 1] = ONES[value];
        bytes[end - 2] = TENS[value];
        return end - 2;
    }

    /** How many digits a number that is not negative has. */
    private static int digits(long value) {
        // The digits of its number of bits, or one less: 1233 / 4096 is a little above the logarithm of 2.
        int least = ((Long.SIZE - Long.numberOfLeadingZeros(value | 1)) * 1233) >>> 12;
        return value >= POWERS_OF_TEN[least] ? least + 1 : Math.max(1, least);
    }

    private void appendRaw(byte[] ascii) {
        room(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
    }

    private void room(int more) {
        int wanted = Math.addExact(length, more);
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(wanted, 2L * bytes.length)));
        }
    }
}
