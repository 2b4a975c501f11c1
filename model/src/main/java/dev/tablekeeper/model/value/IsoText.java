package dev.tablekeeper.model.value;

/**
 * Dates, times and offsets in ISO 8601's extended form, read at known places without making an object. Every reading
 * method returns {@link #NONE} where there is no such thing.
 */
final class IsoText {
    /** Less than any date or time of day there is, even after some were added up. */
    static final long NONE = Long.MIN_VALUE / 4;

    static final int DATE_LENGTH = 10;
    static final long MICROS_OF_DAY = 86_400_000_000L;
    /** The days that BigQuery knows: 0001-01-01 and 9999-12-31. */
    static final long FIRST_DAY = -719_162;

    static final long LAST_DAY = 2_932_896;

    private static final long MICROS_OF_SECOND = 1_000_000;
    private static final int MOST_DECIMALS = 6;
    private static final long DAYS_TO_1970 = 719_528;
    private static final int LARGEST_OFFSET_MINUTES = 18 * 60;

    private IsoText() {}

    /** The days from 1970-01-01 to the date {@code YYYY-MM-DD} that begins at {@code at}; the years are 0000 to 9999. */
    static long day(byte[] bytes, int at, int to) {
        if (to - at < DATE_LENGTH || bytes[at + 4] != '-' || bytes[at + 7] != '-') {
            return NONE;
        }
        int century = twoDigits(bytes, at);
        int yearOfCentury = twoDigits(bytes, at + 2);
        int month = twoDigits(bytes, at + 5);
        int day = twoDigits(bytes, at + 8);
        if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) {
            return NONE;
        }
        int year = century * 100 + yearOfCentury;
        boolean leap = (year & 3) == 0 && (yearOfCentury != 0 || (century & 3) == 0);
        if (day > 28 && day > lengthOfMonth(month, leap)) {
            return NONE;
        }
        long days = 365L * year + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
        days += (367 * month - 362) / 12 + day - 1;
        if (month > 2) {
            days -= leap ? 1 : 2;
        }
        return days - DAYS_TO_1970;
    }

    static int lengthOfMonth(int month, boolean leap) {
        return switch (month) {
            case 2 -> leap ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /**
     * The microseconds from midnight to the time that is the whole of {@code bytes[from, to)}: {@code HH:MM},
     * {@code HH:MM:SS} or {@code HH:MM:SS.} with one to six decimals.
     */
    static long microsOfDay(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 5 || bytes[from + 2] != ':') {
            return NONE;
        }
        int hour = twoDigits(bytes, from);
        int minute = twoDigits(bytes, from + 3);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
            return NONE;
        }
        long seconds = hour * 3600L + minute * 60L;
        if (length == 5) {
            return seconds * MICROS_OF_SECOND;
        }
        if (length < 8 || bytes[from + 5] != ':') {
            return NONE;
        }
        int second = twoDigits(bytes, from + 6);
        if (second < 0 || second > 59) {
            return NONE;
        }
        long micros = (seconds + second) * MICROS_OF_SECOND;
        return length == 8 ? micros : micros + fraction(bytes, from + 8, to);
    }

    private static long fraction(byte[] bytes, int from, int to) {
        int decimals = to - from - 1;
        if (bytes[from] != '.' || decimals < 1 || decimals > MOST_DECIMALS) {
            return NONE;
        }
        long micros = 0;
        for (int i = from + 1; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            micros = micros * 10 + digit;
        }
        for (int i = decimals; i < MOST_DECIMALS; i++) {
            micros *= 10;
        }
        return micros;
    }

    /**
     * The microseconds from 1970-01-01T00:00:00 to a date and time, with {@code T} or one space between them; the day
     * may lie a year before {@link #FIRST_DAY}.
     */
    static long dateAndTime(byte[] bytes, int from, int to) {
        long day = day(bytes, from, to);
        if (day == NONE || to - from <= DATE_LENGTH || !separates(bytes[from + DATE_LENGTH])) {
            return NONE;
        }
        long micros = microsOfDay(bytes, from + DATE_LENGTH + 1, to);
        return micros < 0 ? NONE : day * MICROS_OF_DAY + micros;
    }

    static boolean separates(byte b) {
        return b == 'T' || b == 't' || b == ' ';
    }

    /** Where the offset begins that a text ends with ({@code Z}, {@code ±hh:mm}, {@code ±hhmm}, {@code ±hh}), or -1. */
    static int offsetStart(byte[] bytes, int from, int to) {
        // Before the offset stand at least the date, the separator and HH:MM; this keeps off the date's own hyphens.
        int earliest = from + DATE_LENGTH + 6;
        if (to - 1 >= earliest && (bytes[to - 1] | 0x20) == 'z') {
            return to - 1;
        }
        if (to - 6 >= earliest && sign(bytes[to - 6]) && bytes[to - 3] == ':') {
            return to - 6;
        }
        if (to - 5 >= earliest && sign(bytes[to - 5])) {
            return to - 5;
        }
        return to - 3 >= earliest && sign(bytes[to - 3]) ? to - 3 : -1;
    }

    private static boolean sign(byte b) {
        return b == '+' || b == '-';
    }

    /** The microseconds by which the offset {@code bytes[from, to)} is ahead of UTC, at most 18 hours either way. */
    static long offsetMicros(byte[] bytes, int from, int to) {
        if (to - from == 1) {
            return 0;
        }
        int hours = twoDigits(bytes, from + 1);
        int minutes = to - from == 3 ? 0 : twoDigits(bytes, to - 2);
        int all = hours * 60 + minutes;
        if (hours < 0 || minutes < 0 || minutes > 59 || all > LARGEST_OFFSET_MINUTES) {
            return NONE;
        }
        return (bytes[from] == '-' ? -all : all) * 60L * MICROS_OF_SECOND;
    }

    private static int twoDigits(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }
}
