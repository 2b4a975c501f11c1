package dev.tablekeeper.standalone.clock;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What recurs by local time: a time in each period. Looks at nothing but the time it is given. */
interface Rhythm {

    /**
     * A period whose time has come.
     *
     * @param period its name, the same for ever
     * @param at when its time came
     */
    record Due(String period, Instant at) {}

    /** The latest period whose time has come. */
    Optional<Due> latest(Instant now);

    /** Each local date, at a time of the day. */
    static Rhythm daily(LocalTime at, ZoneId zone) {
        return now -> datesBefore(now, zone)
                .flatMap(date -> due(date.toString(), LocalDue.first(date.atTime(at), zone)))
                .filter(due -> !due.at().isAfter(now))
                .findFirst();
    }

    /** Each ISO week, on its Sunday, so many hours after a time of the day. */
    static Rhythm onSundays(LocalTime at, int hoursLater, ZoneId zone) {
        return now -> datesBefore(now, zone)
                .filter(date -> date.getDayOfWeek() == DayOfWeek.SUNDAY)
                .flatMap(date -> due(week(date), LocalDue.first(date.atTime(at).plusHours(hoursLater), zone)))
                .filter(due -> !due.at().isAfter(now))
                .findFirst();
    }

    /** The next date and those before it, latest first: as many as are surely enough. */
    private static Stream<LocalDate> datesBefore(Instant now, ZoneId zone) {
        return Stream.iterate(LocalDate.ofInstant(now, zone).plusDays(1), date -> date.minusDays(1))
                .limit(21);
    }

    private static Stream<Due> due(String period, Optional<Instant> at) {
        return at.map(instant -> new Due(period, instant)).stream();
    }

    private static String week(LocalDate date) {
        return String.format(
                Locale.ROOT,
                "%d-W%02d",
                date.get(IsoFields.WEEK_BASED_YEAR),
                date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }
}
