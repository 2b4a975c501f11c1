package dev.tablekeeper.model.value;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the words for a refused date or time: the part of it that is wrong, if it looks like one at all. */
final class IsoFault {
    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
    private static final Pattern TIME = Pattern.compile("(\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d*))?)?");
    private static final Pattern OFFSET = Pattern.compile("[Zz]|[+-](\\d{2}):?(\\d{2})?");
    private static final Pattern DATE_AND_TIME =
            Pattern.compile("(?<date>\\d{4}-\\d{2}-\\d{2})[Tt ](?<time>[0-9:.,]+)(?<offset>[Zz]|[+-][0-9:]+)?");
    /** Longer texts are no dates, and need no closer look. */
    private static final int LONGEST = 64;

    private IsoFault() {}

    /** What is wrong with a date, or "" when it is one or does not look like one. */
    static String ofDate(byte[] bytes, int from, int to) {
        String text = text(bytes, from, to);
        return DATE.matcher(text).matches() ? dateFault(text) : "";
    }

    static String ofTime(byte[] bytes, int from, int to) {
        return timeFault(text(bytes, from, to));
    }

    /** What is wrong with a date and time, whatever is to be thought of its having an offset or not. */
    static String ofDateAndTime(byte[] bytes, int from, int to) {
        String text = text(bytes, from, to);
        Matcher parts = DATE_AND_TIME.matcher(text);
        if (!parts.matches()) {
            return "";
        }
        String fault = dateFault(parts.group("date"));
        if (fault.isEmpty()) {
            String time = parts.group("time");
            fault = TIME.matcher(time).matches() ? timeFault(time) : "its time is not HH:MM:SS with up to 6 decimals";
        }
        return fault.isEmpty() && parts.group("offset") != null ? offsetFault(parts.group("offset")) : fault;
    }

    /** Whether it looks like a date and time that ends in an offset. */
    static boolean hasOffset(byte[] bytes, int from, int to) {
        Matcher parts = DATE_AND_TIME.matcher(text(bytes, from, to));
        return parts.matches() && parts.group("offset") != null;
    }

    /** Whether it looks like a date and time that does not end in an offset. */
    static boolean lacksOffset(byte[] bytes, int from, int to) {
        Matcher parts = DATE_AND_TIME.matcher(text(bytes, from, to));
        return parts.matches() && parts.group("offset") == null;
    }

    private static String text(byte[] bytes, int from, int to) {
        return to - from > LONGEST ? "" : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static String dateFault(String date) {
        Matcher parts = DATE.matcher(date);
        if (!parts.matches()) {
            return "";
        }
        int year = Integer.parseInt(parts.group(1));
        int month = Integer.parseInt(parts.group(2));
        int day = Integer.parseInt(parts.group(3));
        if (month < 1 || month > 12) {
            return "there is no month " + parts.group(2);
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = IsoText.lengthOfMonth(month, leap);
        return day < 1 || day > days ? "%s-%s has days 01 to %d".formatted(parts.group(1), parts.group(2), days) : "";
    }

    private static String timeFault(String time) {
        Matcher parts = TIME.matcher(time);
        if (!parts.matches()) {
            return "";
        }
        if (Integer.parseInt(parts.group(1)) > 23) {
            return "hours go from 00 to 23";
        }
        if (Integer.parseInt(parts.group(2)) > 59) {
            return "minutes go from 00 to 59";
        }
        if (parts.group(3) == null) {
            return "";
        }
        if (Integer.parseInt(parts.group(3)) > 59) {
            return "seconds go from 00 to 59, leap seconds are not taken";
        }
        String decimals = parts.group(4);
        if (decimals == null) {
            return "";
        }
        if (time.indexOf(',') >= 0) {
            return "decimals follow a point, not a comma";
        }
        return decimals.isEmpty() || decimals.length() > 6
                ? "it has %d decimals, wanted are 1 to 6, and nothing is rounded".formatted(decimals.length())
                : "";
    }

    private static String offsetFault(String offset) {
        Matcher parts = OFFSET.matcher(offset);
        if (!parts.matches()) {
            return "an offset is Z, +hh:mm, +hhmm or +hh";
        }
        int minutes = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
        if (minutes > 59) {
            return "an offset's minutes go from 00 to 59";
        }
        boolean inRange = parts.group(1) == null || Integer.parseInt(parts.group(1)) * 60 + minutes <= 18 * 60;
        return inRange ? "" : "offsets go from -18:00 to +18:00";
    }
}
