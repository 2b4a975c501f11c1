package dev.tablekeeper.standalone.cli.print;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {
    private static final long KILO = 1_000;
    private static final String[] BYTES = {"bytes", "kB", "MB", "GB", "TB"};

    private Figures() {}

    /** {@code 1,936}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A count with its noun, which takes an s for any number but one: {@code 1,936 rows}. */
    public static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@code 1.2 MB}. */
    public static String bytes(long number) {
        if (number < KILO) {
            return number + " " + BYTES[0];
        }
        double scaled = number;
        int unit = 0;
        while (scaled >= KILO && unit < BYTES.length - 1) {
            scaled /= KILO;
            unit++;
        }
        return String.format(Locale.ROOT, scaled < 100 ? "%.1f %s" : "%.0f %s", scaled, BYTES[unit]);
    }

    /** {@code 0.8 s}, {@code 2 min 5 s}. */
    public static String time(Duration duration) {
        if (duration.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }

    /** Done of a total, in words: {@code 45% (1.2 MB of 2.7 MB)}. */
    public static String share(long done, long total, String unit) {
        boolean bytes = unit.equals(BYTES[0]);
        String soFar = bytes ? bytes(done) : (count(done) + " " + unit).strip();
        if (total <= 0) {
            return soFar;
        }
        String all = bytes ? bytes(total) : (count(total) + " " + unit).strip();
        return 100 * done / total + "% (" + soFar + " of " + all + ")";
    }
}
