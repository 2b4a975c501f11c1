package dev.tablekeeper.model.value;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A value as it is shown in a reason: in quotes, at most 40 characters of it, nothing in it that moves a cursor. */
final class Quoted {
    private static final int LONGEST = 40;

    private Quoted() {}

    static String of(byte[] bytes, int from, int to) {
        if (from == to) {
            return "an empty text";
        }
        // Four bytes a character are enough; the rest need not be decoded to be cut off.
        int end = (int) Math.min(to, from + 4L * (LONGEST + 1));
        String text = readable(bytes, from, end);
        boolean cut = end < to;
        if (text.codePointCount(0, text.length()) > LONGEST) {
            text = text.substring(0, text.offsetByCodePoints(0, LONGEST));
            cut = true;
        }
        return "'" + escaped(text) + (cut ? "…' (" + (to - from) + " bytes)" : "'");
    }

    /** A name as it is shown: at most 40 characters of it, without quotes. */
    static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= LONGEST
                ? escaped(name)
                : escaped(name.substring(0, name.offsetByCodePoints(0, LONGEST))) + "…";
    }

    private static String readable(byte[] bytes, int from, int to) {
        ByteArrayOutputStream readable = new ByteArrayOutputStream(to - from);
        int start = from;
        while (start < to) {
            int bad = Utf8.firstUndecodable(bytes, start, to);
            int good = bad < 0 ? to : bad;
            readable.write(bytes, start, good - start);
            start = good;
            if (bad >= 0) {
                readable.writeBytes(String.format("\\x%02x", bytes[bad]).getBytes(StandardCharsets.US_ASCII));
                start++;
            }
        }
        return readable.toString(StandardCharsets.UTF_8);
    }

    /** The text with everything spelled out that is not seen or moves a cursor. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (shown(c)) {
                        escaped.appendCodePoint(c);
                    } else {
                        escaped.append(String.format("\\u%04x", c));
                    }
                }
            }
        });
        return escaped.toString();
    }

    private static boolean shown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
