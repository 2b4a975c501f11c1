package dev.tablekeeper.worker.csv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A reader of the same grammar, as plain as can be: one character (byte) after the other, everything in memory. */
final class NaiveCsv {
    record Field(String text, boolean quoted, boolean bad) {}

    record Row(long line, List<Field> fields) {}

    /** @param failure what ended the reading early: {@code unterminated-quote 3}, {@code record-too-large 7} */
    record Content(List<Row> rows, Optional<String> failure) {}

    private final char delimiter;
    private final int quote;
    private final boolean trim;
    private final int maxRecord;

    NaiveCsv(char delimiter, int quote, boolean trim, int maxRecord) {
        this.delimiter = delimiter;
        this.quote = quote;
        this.trim = trim;
        this.maxRecord = maxRecord;
    }

    Content read(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Row> rows = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int begin = at;
            List<Field> fields = new ArrayList<>();
            boolean inField = true;
            while (inField) {
                int p = at;
                while (trim && p < text.length() && isSpace(text.charAt(p))) {
                    p++;
                }
                if (p < text.length() && text.charAt(p) == quote) {
                    StringBuilder value = new StringBuilder();
                    int q = p + 1;
                    while (true) {
                        if (q >= text.length()) {
                            return ended(rows, text, begin, text.length(), p);
                        }
                        if (text.charAt(q) != quote) {
                            value.append(text.charAt(q++));
                        } else if (q + 1 < text.length() && text.charAt(q + 1) == quote) {
                            value.append(text.charAt(q));
                            q += 2;
                        } else {
                            q++;
                            break;
                        }
                        if (q - begin > maxRecord) {
                            return ended(rows, text, begin, q, p);
                        }
                    }
                    while (trim && q < text.length() && isSpace(text.charAt(q))) {
                        q++;
                    }
                    int end = endOfField(text, q);
                    boolean bad = end > q;
                    fields.add(new Field(trimmed(bad ? text.substring(p, end) : value.toString()), true, bad));
                    at = end;
                } else {
                    int end = endOfField(text, at);
                    fields.add(new Field(trimmed(text.substring(at, end)), false, false));
                    at = end;
                }
                inField = at < text.length() && text.charAt(at) == delimiter;
                at += inField ? 1 : 0;
            }
            if (at - begin > maxRecord) {
                return ended(rows, text, begin, at, -1);
            }
            if (at > begin && !(trim && fields.equals(List.of(new Field("", false, false))))) {
                rows.add(new Row(line(text, begin), fields));
            }
            at += text.startsWith("\r\n", at) ? 2 : 1;
        }
        return new Content(rows, Optional.empty());
    }

    private Content ended(List<Row> rows, String text, int begin, int end, int quoteAt) {
        if (end - begin > maxRecord) {
            // Whether a quote is open after the most bytes allowed, found by reading just those.
            byte[] start = text.substring(begin, begin + maxRecord).getBytes(StandardCharsets.ISO_8859_1);
            Optional<String> open = new NaiveCsv(delimiter, quote, trim, Integer.MAX_VALUE)
                    .read(start)
                    .failure();
            if (open.isEmpty()) {
                return new Content(rows, Optional.of("record-too-large " + line(text, begin)));
            }
            long inside = Long.parseLong(open.get().substring(open.get().indexOf(' ') + 1));
            return new Content(rows, Optional.of("unterminated-quote " + (line(text, begin) + inside - 1)));
        }
        return new Content(rows, Optional.of("unterminated-quote " + line(text, quoteAt)));
    }

    private int endOfField(String text, int from) {
        int p = from;
        while (p < text.length() && text.charAt(p) != delimiter && text.charAt(p) != '\n' && text.charAt(p) != '\r') {
            p++;
        }
        return p;
    }

    private String trimmed(String text) {
        if (!trim) {
            return text;
        }
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private boolean isSpace(char c) {
        return (c == ' ' || c == '\t') && c != delimiter && c != quote;
    }

    static long line(String text, int at) {
        long line = 1;
        for (int i = 0; i < at; i++) {
            if (text.charAt(i) == '\r' || (text.charAt(i) == '\n' && (i == 0 || text.charAt(i - 1) != '\r'))) {
                line++;
            }
        }
        return line;
    }
}
