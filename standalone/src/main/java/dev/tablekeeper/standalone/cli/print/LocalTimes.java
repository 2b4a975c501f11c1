package dev.tablekeeper.standalone.cli.print;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Times as the clock on the wall shows them. */
public final class LocalTimes {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter WITH_ZONE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss zzz", Locale.ROOT);

    private LocalTimes() {}

    /** {@code 2026-11-24 09:00:00}; what is no instant stays as it is. */
    public static String of(String instant) {
        return format(instant, FORM);
    }

    /** The same with the zone's name. */
    public static String withZone(String instant) {
        return format(instant, WITH_ZONE);
    }

    private static String format(String instant, DateTimeFormatter form) {
        try {
            return form.format(Instant.parse(instant).atZone(ZoneId.systemDefault()));
        } catch (DateTimeException e) {
            return instant;
        }
    }

    /** An instant as people write it: with an offset or {@code Z}, or without as the time here. */
    public static Optional<Instant> parse(String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            return Optional.of(ZonedDateTime.parse(iso).toInstant());
        } catch (DateTimeException e) {
            // Perhaps without an offset.
        }
        try {
            return Optional.of(
                    LocalDateTime.parse(iso).atZone(ZoneId.systemDefault()).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
