package dev.tablekeeper.model.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * UTF-8 as Unicode defines it (table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
 *
 * @see <a href="https://www.unicode.org/versions/latest/core-spec/chapter-3/#G27506">Well-formed UTF-8</a>
 */
final class Utf8 {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Where the first byte is that is not text: not UTF-8, or a NUL; -1 when all is well. */
    static int firstFault(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (to - i >= Long.BYTES) {
                long word = (long) WORDS.get(bytes, i);
                // Either eight ASCII bytes, none of them NUL, or a closer look.
                if (((word | (word - ONES)) & HIGH_BITS) == 0) {
                    i += Long.BYTES;
                    continue;
                }
            }
            int length = bytes[i] == 0 ? 0 : lengthOfCharacter(bytes, i, to);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /** Where the first byte is that is not UTF-8; a NUL is. -1 when all is well. */
    static int firstUndecodable(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int length = lengthOfCharacter(bytes, i, to);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /** How many code points well-formed bytes hold. */
    static int codePoints(byte[] bytes, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (!continues(bytes[i])) {
                count++;
            }
        }
        return count;
    }

    /** How many bytes the character at {@code i} has; 0 when it is none, or cut off. */
    private static int lengthOfCharacter(byte[] bytes, int i, int to) {
        int first = bytes[i] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (to - i < length) {
            return 0;
        }
        int second = bytes[i + 1] & 0xff;
        int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int k = 2; k < length; k++) {
            if (!continues(bytes[i + k])) {
                return 0;
            }
        }
        return length;
    }

    private static boolean continues(byte b) {
        return (b & 0xc0) == 0x80;
    }
}
