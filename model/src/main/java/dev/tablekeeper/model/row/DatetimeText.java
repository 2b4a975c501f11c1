package dev.tablekeeper.model.row;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** DATETIME values as text and back: {@code YYYY-MM-DDTHH:MM:SS}, with six decimals where the second is not whole. */
public final class DatetimeText {
    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final long MICROS_OF_DAY = 86_400_000_000L;
    private static final long MICROS_OF_SECOND = 1_000_000;
    private static final int WHOLE = 19;
    private static final int WITH_DECIMALS = 26;

    private DatetimeText() {}

    /** The text of microseconds since 1970-01-01T00:00:00; the years are 0001 to 9999. */
    public static byte[] of(long micros) {
        long day = Math.floorDiv(micros, MICROS_OF_DAY);
        if (day < FIRST_DAY || day > LAST_DAY) {
            throw new IllegalArgumentException(micros + " microseconds since 1970 are outside the years 0001 to 9999");
        }
        long ofDay = Math.floorMod(micros, MICROS_OF_DAY);
        long decimals = ofDay % MICROS_OF_SECOND;
        long second = ofDay / MICROS_OF_SECOND;
        byte[] text = new byte[decimals == 0 ? WHOLE : WITH_DECIMALS];
        putDate(text, day);
        text[10] = 'T';
        put(text, 11, 2, second / 3600);
        text[13] = ':';
        put(text, 14, 2, second / 60 % 60);
        text[16] = ':';
        put(text, 17, 2, second % 60);
        if (decimals != 0) {
            text[WHOLE] = '.';
            put(text, WHOLE + 1, 6, decimals);
        }
        return text;
    }

    /** The microseconds of a text; {@link IllegalArgumentException} when it is no DATETIME. */
    public static long micros(byte[] text) {
        LocalDateTime value;
        try {
            value = LocalDateTime.parse(new String(text, ISO_8859_1));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a DATETIME cannot be read", e);
        }
        long day = value.toLocalDate().toEpochDay();
        long nanos = value.toLocalTime().toNanoOfDay();
        if (day < FIRST_DAY || day > LAST_DAY || nanos % 1000 != 0) {
            throw new IllegalArgumentException(
                    "a DATETIME is outside the years 0001 to 9999 or finer than microseconds");
        }
        return day * MICROS_OF_DAY + nanos / 1000;
    }

    /** The calendar counts from a first of March, so that the leap day is the last of its year and of its 400 years. */
    private static void putDate(byte[] text, long day) {
        long sinceMarch = day + 719_468;
        long era = sinceMarch / 146_097;
        long ofEra = sinceMarch % 146_097;
        long yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        long ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long marchMonth = (5 * ofYear + 2) / 153;
        long month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        put(text, 0, 4, era * 400 + yearOfEra + (month <= 2 ? 1 : 0));
        text[4] = '-';
        put(text, 5, 2, month);
        text[7] = '-';
        put(text, 8, 2, ofYear - (153 * marchMonth + 2) / 5 + 1);
    }

    private static void put(byte[] text, int at, int digits, long value) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
