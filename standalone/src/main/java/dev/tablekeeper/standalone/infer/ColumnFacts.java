package dev.tablekeeper.standalone.infer;

import dev.tablekeeper.model.table.ColumnType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is known of one column after some records. */
final class ColumnFacts {
    /** Exceptions are so few at the most. */
    private static final int ONE_IN = 20;

    private final FieldReader reader;
    private final DistinctValues distinct;
    private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);
    private long values;
    private long empty;
    private long firstEmptyLine;
    /** Integers written in a way that an INT64 would not keep: with leading zeros or a plus. */
    private long firstFormLine;

    private boolean zerosAndOnes = true;
    private boolean exponents;
    private boolean numeric = true;
    private boolean bigNumeric = true;
    private boolean doubles = true;
    private long firstPaddedLine;
    private long firstOtherDateLine;
    private long firstCommaLine;

    /** The values of one kind. */
    private static final class Tally {
        private final long firstLine;
        private long number;

        Tally(long firstLine) {
            this.firstLine = firstLine;
        }
    }

    ColumnFacts(FieldReader reader, AtomicLong budget) {
        this.reader = reader;
        this.distinct = new DistinctValues(budget);
    }

    void addEmpty(long line) {
        firstEmptyLine = empty++ == 0 ? line : firstEmptyLine;
        distinct.forget();
    }

    void add(Kind kind, byte[] bytes, int from, int to, long line) {
        values++;
        tallies.computeIfAbsent(kind, k -> new Tally(line)).number++;
        switch (kind) {
            case INTEGER -> addInteger(bytes, from, to, line);
            case DECIMAL -> addDecimal(bytes, from, to);
            case TEXT -> addText(bytes, from, to, line);
            default -> distinct.forget();
        }
    }

    private void addInteger(byte[] bytes, int from, int to, long line) {
        int digits = bytes[from] == '-' || bytes[from] == '+' ? from + 1 : from;
        if (bytes[from] == '+' || (bytes[digits] == '0' && to - digits > 1)) {
            firstFormLine = firstFormLine == 0 ? line : firstFormLine;
        }
        zerosAndOnes &= to - from == 1 && (bytes[from] == '0' || bytes[from] == '1');
        if (distinct.state() == DistinctValues.State.DISTINCT) {
            // Of a text with zeros before it the number tells the same: both may be the column's type yet.
            reader.fits(ColumnType.INT64, bytes, from, to);
            distinct.add(reader.integer());
        }
    }

    private void addDecimal(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            exponents |= (bytes[i] | 0x20) == 'e';
        }
        numeric = numeric && reader.fits(ColumnType.NUMERIC, bytes, from, to);
        bigNumeric = bigNumeric && reader.fits(ColumnType.BIGNUMERIC, bytes, from, to);
        doubles = doubles && reader.fits(ColumnType.FLOAT64, bytes, from, to);
        distinct.forget();
    }

    private void addText(byte[] bytes, int from, int to, long line) {
        distinct.add(DistinctValues.hash(bytes, from, to));
        if (from == to) {
            return;
        }
        if (firstPaddedLine == 0 && (bytes[from] == ' ' || bytes[to - 1] == ' ')) {
            firstPaddedLine = line;
        }
        if ((bytes[from] >= '0' && bytes[from] <= '9') || bytes[from] == '-') {
            Shape shape = Shape.of(bytes, from, to);
            firstOtherDateLine = firstOtherDateLine == 0 && shape == Shape.DATE ? line : firstOtherDateLine;
            firstCommaLine = firstCommaLine == 0 && shape == Shape.DECIMAL_COMMA ? line : firstCommaLine;
        }
    }

    /** Whether a value is there in every record. */
    boolean required() {
        return empty == 0 && values > 0;
    }

    DistinctValues.State distinct() {
        return required() ? distinct.state() : DistinctValues.State.REPEATED;
    }

    private long count(Kind kind) {
        return tallies.containsKey(kind) ? tallies.get(kind).number : 0;
    }

    private boolean all(Kind... kinds) {
        return Stream.of(kinds).mapToLong(this::count).sum() == values;
    }

    /** The narrowest type that every value fits and that keeps it as it is. */
    ColumnType type() {
        if (values == 0 || count(Kind.TEXT) > 0) {
            return ColumnType.STRING;
        }
        for (Kind kind : List.of(Kind.BOOL, Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.TIMESTAMP)) {
            if (all(kind)) {
                return ColumnType.valueOf(kind.name());
            }
        }
        if (!all(Kind.INTEGER, Kind.DECIMAL) || firstFormLine > 0) {
            return ColumnType.STRING;
        }
        return all(Kind.INTEGER) ? ColumnType.INT64 : decimalType();
    }

    private ColumnType decimalType() {
        if (exponents && doubles) {
            return ColumnType.FLOAT64;
        }
        if (numeric) {
            return ColumnType.NUMERIC;
        }
        if (bigNumeric) {
            return ColumnType.BIGNUMERIC;
        }
        return doubles ? ColumnType.FLOAT64 : ColumnType.STRING;
    }

    /** Whether there are values, and none of them is mere text, so that a text above them is a name. */
    boolean isNeverText() {
        return values > 0 && count(Kind.TEXT) == 0;
    }

    /** What a person should look at, as sentences without a subject. */
    List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        ColumnType type = type();
        if (values == 0) {
            doubts.add("is empty in every record; STRING is a guess");
            return doubts;
        }
        if (type == ColumnType.STRING) {
            doubtsAboutText(doubts);
        } else if (type == ColumnType.INT64 && zerosAndOnes) {
            doubts.add("holds 0 and 1 only; a BOOL would have to be written true and false");
        } else if (type == ColumnType.BIGNUMERIC && doubles) {
            doubts.add("has more digits than NUMERIC takes; FLOAT64 would do if they are measurements");
        }
        if (count(Kind.DECIMAL) > 0 && count(Kind.DECIMAL) * ONE_IN <= count(Kind.INTEGER) && count(Kind.TEXT) == 0) {
            doubts.add("would be INT64 but for " + lines(Kind.DECIMAL));
        }
        if (empty > 0 && empty * ONE_IN <= values) {
            doubts.add("would be REQUIRED but for " + lines(firstEmptyLine, empty) + ", where it is empty");
        }
        return doubts;
    }

    private String lines(Kind kind) {
        return lines(tallies.get(kind).firstLine, count(kind));
    }

    private static String lines(long first, long number) {
        return "line " + first + (number == 1 ? "" : " and " + (number - 1) + " more");
    }

    private void doubtsAboutText(List<String> doubts) {
        if (all(Kind.DATE, Kind.DATETIME, Kind.TIMESTAMP, Kind.TIME)) {
            doubts.add("mixes " + kinds() + ", so it is a STRING");
            return;
        }
        if (firstFormLine > 0 && all(Kind.INTEGER, Kind.DECIMAL)) {
            doubts.add("has numbers with leading zeros or a plus (line " + firstFormLine + "), which STRING keeps");
            return;
        }
        if (firstOtherDateLine > 0) {
            doubts.add(
                    "seems to hold dates (line " + firstOtherDateLine + "); only YYYY-MM-DD can be loaded as a DATE");
        }
        if (firstCommaLine > 0) {
            doubts.add("seems to hold numbers with a decimal comma (line " + firstCommaLine
                    + "); only a point can be loaded as a number");
        }
        if (firstPaddedLine > 0) {
            doubts.add("has spaces around values (line " + firstPaddedLine
                    + "); a load with trim takes them away, and then another type may fit");
        }
        Optional<Kind> usual = tallies.keySet().stream()
                .filter(kind -> kind != Kind.TEXT && count(kind) >= ONE_IN * count(Kind.TEXT))
                .max(Comparator.comparing(this::count));
        if (usual.isPresent() && count(Kind.TEXT) > 0) {
            doubts.add("holds " + usual.get().text() + " but for " + lines(Kind.TEXT)
                    + "; if they mean that there is no value, load with a null marker");
        }
    }

    private String kinds() {
        return tallies.entrySet().stream()
                .map(entry -> entry.getKey().text() + " (line " + entry.getValue().firstLine + ")")
                .collect(Collectors.joining(" and "));
    }
}
