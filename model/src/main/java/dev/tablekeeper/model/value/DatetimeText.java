package dev.tablekeeper.model.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** DATETIME values as text and back: {@code YYYY-MM-DDTHH:MM:SS}, with six decimals where the second is not whole. */
public final class DatetimeText {
    private static final long MICROS_OF_SECOND = 1_000_000;
    private static final int WHOLE = 19;
    private static final int WITH_DECIMALS = 26;

    private DatetimeText() {}

    /** The text of microseconds since 1970-01-01T00:00:00; the years are 0001 to 9999. */
    public static byte[] of(long micros) {
        long day = Math.floorDiv(micros, IsoText.MICROS_OF_DAY);
        if (day < IsoText.FIRST_DAY || day > IsoText.LAST_DAY) {
            throw new IllegalArgumentException(micros + " microseconds since 1970 are outside the years 0001 to 9999");
        }
        long ofDay = Math.floorMod(micros, IsoText.MICROS_OF_DAY);
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
        long micros = IsoText.dateAndTime(text, 0, text.length);
        if (micros < IsoText.FIRST_DAY * IsoText.MICROS_OF_DAY) {
            throw new IllegalArgumentException("not a DATETIME: " + new String(text, ISO_8859_1));
        }
        return micros;
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
