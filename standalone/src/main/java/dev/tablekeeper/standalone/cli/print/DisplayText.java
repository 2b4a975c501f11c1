package dev.tablekeeper.standalone.cli.print;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Text that comes from data, on its way to a terminal. */
public final class DisplayText {
    private static final Set<UnicodeScript> WIDE =
            EnumSet.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);
    private static final int FIRST_EMOJI = 0x1f300;
    private static final int LAST_EMOJI = 0x1faff;

    private DisplayText() {}

    /** The text on one line, whatever could move the cursor or turn the writing direction written as an escape. */
    public static String printable(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> plain.append("\\n");
                case '\r' -> plain.append("\\r");
                case '\t' -> plain.append("\\t");
                default -> {
                    if (moves(c)) {
                        plain.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        plain.appendCodePoint(c);
                    }
                }
            }
        });
        return plain.toString();
    }

    /** How many cells of a terminal it takes. */
    static int width(String text) {
        return text.codePoints().map(DisplayText::width).sum();
    }

    private static boolean moves(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static int width(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean emoji = codePoint >= FIRST_EMOJI && codePoint <= LAST_EMOJI;
        return emoji || WIDE.contains(UnicodeScript.of(codePoint)) ? 2 : 1;
    }
}
