package dev.tablekeeper.model.value;

import java.nio.charset.StandardCharsets;

/**
 * Checks a geography in well-known text, as BigQuery reads it: two coordinates a point, longitude first, latitudes from
 * -90 to 90, and the seven shapes; {@code EMPTY} for any of them. Small letters are as good as capitals.
 *
 * @see <a href="https://www.ogc.org/standards/sfa/">OGC Simple Feature Access, clause 7</a>
 */
final class WellKnownText {
    private static final int DEEPEST = 100;
    private static final int SMALLEST_RING = 4;

    private final byte[] bytes;
    private final int end;
    private int at;

    private WellKnownText(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /** What is wrong with the text, or "" when it is a geography. */
    static String fault(byte[] bytes, int from, int to) {
        WellKnownText text = new WellKnownText(bytes, from, to);
        try {
            text.geometry(0);
            text.skipSpaces();
            return text.at == to ? "" : "more follows after the shape, at byte " + (text.at - from + 1);
        } catch (Malformed e) {
            return e.getMessage() + ", at byte " + (text.at - from + 1);
        }
    }

    private void geometry(int depth) {
        skipSpaces();
        int start = at;
        String shape = word();
        switch (shape) {
            case "POINT" -> emptyOr(() -> inParentheses(this::position));
            case "LINESTRING" -> emptyOr(() -> line(2));
            case "POLYGON" -> emptyOr(() -> list(this::ring));
            case "MULTIPOINT" -> emptyOr(() -> list(this::pointOfMany));
            case "MULTILINESTRING" -> emptyOr(() -> list(() -> emptyOr(() -> line(2))));
            case "MULTIPOLYGON" -> emptyOr(() -> list(() -> emptyOr(() -> list(this::ring))));
            case "GEOMETRYCOLLECTION" -> {
                if (depth == DEEPEST) {
                    throw new Malformed("collections are nested more than %d deep".formatted(DEEPEST));
                }
                emptyOr(() -> list(() -> geometry(depth + 1)));
            }
            default -> {
                at = start;
                throw new Malformed("wanted is POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, MULTIPOLYGON or"
                        + " GEOMETRYCOLLECTION");
            }
        }
    }

    private void emptyOr(Runnable body) {
        skipSpaces();
        int start = at;
        if (!word().equals("EMPTY")) {
            at = start;
            body.run();
        }
    }

    private void list(Runnable element) {
        inParentheses(() -> {
            element.run();
            while (taken(',')) {
                element.run();
            }
        });
    }

    private void inParentheses(Runnable body) {
        take('(');
        body.run();
        take(')');
    }

    /** Both {@code (1 2)} and {@code 1 2} are points of a MULTIPOINT. */
    private void pointOfMany() {
        skipSpaces();
        if (at < end && (bytes[at] == '(' || letter(bytes[at]))) {
            emptyOr(() -> inParentheses(this::position));
        } else {
            position();
        }
    }

    private void ring() {
        if (!line(SMALLEST_RING)) {
            throw new Malformed("a ring must end where it begins");
        }
    }

    /** Says whether it ends where it begins. */
    private boolean line(int leastPositions) {
        take('(');
        double firstLongitude = number();
        double firstLatitude = latitude();
        double longitude = firstLongitude;
        double latitude = firstLatitude;
        int positions = 1;
        while (taken(',')) {
            longitude = number();
            latitude = latitude();
            positions++;
        }
        take(')');
        if (positions < leastPositions) {
            throw new Malformed(
                    "%d positions are too few, wanted are at least %d".formatted(positions, leastPositions));
        }
        return firstLongitude == longitude && firstLatitude == latitude;
    }

    private void position() {
        number();
        latitude();
    }

    private double latitude() {
        if (at < end && !space(bytes[at])) {
            throw new Malformed("wanted is a space and the latitude");
        }
        double latitude = number();
        if (Math.abs(latitude) > 90) {
            throw new Malformed("latitudes go from -90 to 90 (the longitude comes first)");
        }
        return latitude;
    }

    private double number() {
        skipSpaces();
        int start = at;
        while (at < end && (letter(bytes[at]) || "+-.0123456789".indexOf(bytes[at]) >= 0)) {
            at++;
        }
        if (DecimalText.scan(bytes, start, at) == null) {
            at = start;
            throw new Malformed("wanted is a number");
        }
        double value = Double.parseDouble(new String(bytes, start, at - start, StandardCharsets.ISO_8859_1));
        if (Double.isInfinite(value)) {
            at = start;
            throw new Malformed("the number is too large");
        }
        return value;
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        while (at < end && letter(bytes[at])) {
            word.append((char) (bytes[at] & ~0x20));
            at++;
        }
        return word.toString();
    }

    private void take(char wanted) {
        if (!taken(wanted)) {
            throw new Malformed("wanted is '" + wanted + "'");
        }
    }

    private boolean taken(char wanted) {
        skipSpaces();
        if (at < end && bytes[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpaces() {
        while (at < end && space(bytes[at])) {
            at++;
        }
    }

    private static boolean space(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private static boolean letter(byte b) {
        int small = b | 0x20;
        return small >= 'a' && small <= 'z';
    }

    /** Ends the walk through the text; it never leaves this class. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }
}
