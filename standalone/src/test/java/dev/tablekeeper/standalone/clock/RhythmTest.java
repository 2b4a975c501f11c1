package dev.tablekeeper.standalone.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RhythmTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
    private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");
    private static final ZoneId APIA = ZoneId.of("Pacific/Apia");

    private static String daily(String at, ZoneId zone, String now) {
        return Rhythm.daily(LocalTime.parse(at), zone)
                .latest(Instant.parse(now))
                .map(due -> due.period() + " " + due.at())
                .orElse("");
    }

    private static String weekly(String at, ZoneId zone, String now) {
        return Rhythm.onSundays(LocalTime.parse(at), 1, zone)
                .latest(Instant.parse(now))
                .map(due -> due.period() + " " + due.at())
                .orElse("");
    }

    @Test
    void aDateIsDueFromItsTimeOn() {
        assertThat(daily("08:00", MADRID, "2026-11-25T06:59:59.999Z")).isEqualTo("2026-11-24 2026-11-24T07:00:00Z");
        assertThat(daily("08:00", MADRID, "2026-11-25T07:00:00Z")).isEqualTo("2026-11-25 2026-11-25T07:00:00Z");
        assertThat(daily("00:00", MADRID, "2026-11-24T23:00:00Z")).isEqualTo("2026-11-25 2026-11-24T23:00:00Z");
        assertThat(daily("23:59", MADRID, "2026-11-25T22:58:00Z")).isEqualTo("2026-11-24 2026-11-24T22:59:00Z");
        assertThat(daily("08:00", ZoneOffset.UTC, "2026-01-01T07:00:00Z")).isEqualTo("2025-12-31 2025-12-31T08:00:00Z");
    }

    @Test
    void aTimeThatIsLeftOutIsDueWhenTheClockHasJumpedPastIt() {
        assertThat(daily("02:30", MADRID, "2026-03-29T00:59:59Z")).startsWith("2026-03-28 ");
        assertThat(daily("02:30", MADRID, "2026-03-29T01:00:00Z")).isEqualTo("2026-03-29 2026-03-29T01:00:00Z");
        assertThat(daily("02:30", MADRID, "2026-03-29T12:00:00Z")).isEqualTo("2026-03-29 2026-03-29T01:00:00Z");
        assertThat(daily("02:30", MADRID, "2026-03-30T00:30:00Z")).isEqualTo("2026-03-30 2026-03-30T00:30:00Z");
        // By half an hour.
        assertThat(daily("02:15", LORD_HOWE, "2026-10-03T15:30:00Z")).isEqualTo("2026-10-04 2026-10-03T15:30:00Z");
    }

    @Test
    void aTimeThatComesTwiceIsDueTheFirstTime() {
        assertThat(daily("02:30", MADRID, "2026-10-25T00:29:59Z")).startsWith("2026-10-24 ");
        assertThat(daily("02:30", MADRID, "2026-10-25T00:30:00Z")).isEqualTo("2026-10-25 2026-10-25T00:30:00Z");
        // It is 02:15 for the second time.
        assertThat(daily("02:30", MADRID, "2026-10-25T01:15:00Z")).isEqualTo("2026-10-25 2026-10-25T00:30:00Z");
        assertThat(daily("02:30", MADRID, "2026-10-25T01:30:00Z")).isEqualTo("2026-10-25 2026-10-25T00:30:00Z");
    }

    @Test
    void aDateThatAZoneHasLeftOutIsNeverDue() {
        assertThat(daily("08:00", APIA, "2011-12-30T09:59:59Z")).startsWith("2011-12-29 ");
        assertThat(daily("08:00", APIA, "2011-12-30T10:00:00Z")).startsWith("2011-12-29 ");
        assertThat(daily("08:00", APIA, "2011-12-30T18:00:00Z")).startsWith("2011-12-31 ");
    }

    @Test
    void aWeekIsDueOnItsSunday() {
        assertThat(weekly("08:00", MADRID, "2026-11-29T07:59:59Z")).isEqualTo("2026-W47 2026-11-22T08:00:00Z");
        assertThat(weekly("08:00", MADRID, "2026-11-29T08:00:00Z")).isEqualTo("2026-W48 2026-11-29T08:00:00Z");
        assertThat(weekly("08:00", MADRID, "2026-12-05T23:00:00Z")).isEqualTo("2026-W48 2026-11-29T08:00:00Z");
        assertThat(weekly("08:00", MADRID, "2027-01-03T09:00:00Z")).startsWith("2026-W53 ");
        assertThat(weekly("23:30", ZoneOffset.UTC, "2026-11-30T00:29:59Z")).startsWith("2026-W47 ");
        assertThat(weekly("23:30", ZoneOffset.UTC, "2026-11-30T00:30:00Z")).startsWith("2026-W48 ");
        // An hour after 01:30 is left out that night.
        assertThat(weekly("01:30", MADRID, "2026-03-29T01:00:00Z")).isEqualTo("2026-W13 2026-03-29T01:00:00Z");
    }
}
