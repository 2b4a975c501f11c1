package dev.tablekeeper.jobs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.jobs.backup.Retention.Candidate;
import dev.tablekeeper.model.workflow.Failure;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
    private static final Retention USUAL = Retention.of("7d,5w,12m", ZoneOffset.UTC);

    private static Candidate at(String instant) {
        return new Candidate("b-" + instant, Instant.parse(instant), false);
    }

    /** One a day at 8:00, the last on that day. */
    private static List<Candidate> daily(LocalDate last, int days) {
        List<Candidate> backups = new ArrayList<>();
        for (int i = 0; i < days; i++) {
            backups.add(at(last.minusDays(i) + "T08:00:00Z"));
        }
        return backups;
    }

    private static List<String> kept(Retention retention, List<Candidate> backups) {
        return retention.reasons(backups).entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey().substring(2, 12))
                .toList();
    }

    @Test
    void aYearOfDailyBackupsBecomesSevenDaysFiveWeeksAndTwelveMonths() {
        List<String> kept = kept(USUAL, daily(LocalDate.of(2026, 11, 25), 500));

        assertThat(kept)
                .containsExactly(
                        // days, the newest of which is the week's and the month's too
                        "2026-11-25",
                        "2026-11-24",
                        "2026-11-23",
                        "2026-11-22",
                        "2026-11-21",
                        "2026-11-20",
                        "2026-11-19",
                        // Sundays before
                        "2026-11-15",
                        "2026-11-08",
                        "2026-11-01",
                        // last days of months
                        "2026-10-31",
                        "2026-09-30",
                        "2026-08-31",
                        "2026-07-31",
                        "2026-06-30",
                        "2026-05-31",
                        "2026-04-30",
                        "2026-03-31",
                        "2026-02-28",
                        "2026-01-31",
                        "2025-12-31");
    }

    @Test
    void daysWithoutABackupDoNotCount() {
        List<Candidate> backups = List.of(
                at("2026-11-25T08:00:00Z"),
                at("2026-09-01T08:00:00Z"),
                at("2026-08-15T08:00:00Z"),
                at("2026-08-01T08:00:00Z"));

        assertThat(kept(Retention.of("3d", ZoneOffset.UTC), backups))
                .containsExactly("2026-11-25", "2026-09-01", "2026-08-15");
    }

    @Test
    void ofOneDayTheLastIsKept() {
        Map<String, List<String>> reasons = Retention.of("7d", ZoneOffset.UTC)
                .reasons(List.of(at("2026-11-24T08:00:00Z"), at("2026-11-24T20:00:00Z"), at("2026-11-25T08:00:00Z")));

        assertThat(reasons)
                .containsEntry("b-2026-11-25T08:00:00Z", List.of("newest", "daily"))
                .containsEntry("b-2026-11-24T20:00:00Z", List.of("daily"))
                .containsEntry("b-2026-11-24T08:00:00Z", List.of());
    }

    @Test
    void daysAreThoseOfTheTimeZone() {
        // 23:30 and 0:30 in Berlin: two days there, one in UTC.
        List<Candidate> backups = List.of(at("2026-11-24T22:30:00Z"), at("2026-11-24T23:30:00Z"));

        assertThat(kept(Retention.of("2d", ZoneId.of("Europe/Berlin")), backups))
                .hasSize(2);
        assertThat(kept(Retention.of("2d", ZoneOffset.UTC), backups)).hasSize(1);
    }

    @Test
    void weeksGoOverTheNewYear() {
        // Thursday to Friday: one ISO week, 2026-W53.
        List<Candidate> backups = List.of(at("2026-12-31T08:00:00Z"), at("2027-01-01T08:00:00Z"));

        assertThat(kept(Retention.of("5w", ZoneOffset.UTC), backups)).containsExactly("2027-01-01");
    }

    @Test
    void theNewestAndThoseWithALabelStayWhateverTheRule() {
        Candidate labelled = new Candidate("b-2020-01-01T08:00:00Z", Instant.parse("2020-01-01T08:00:00Z"), true);
        Map<String, List<String>> reasons = Retention.of("0d", ZoneOffset.UTC)
                .reasons(List.of(labelled, at("2026-11-24T08:00:00Z"), at("2026-11-25T08:00:00Z")));

        assertThat(reasons)
                .containsEntry("b-2026-11-25T08:00:00Z", List.of("newest"))
                .containsEntry("b-2026-11-24T08:00:00Z", List.of())
                .containsEntry("b-2020-01-01T08:00:00Z", List.of("label"));
    }

    @Test
    void isWrittenAsItWasRead() {
        assertThat(Retention.of(" 14d, 2m ", ZoneOffset.UTC)).hasToString("14d,0w,2m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "7d,7d", "7y", "-1d", "7d;5w", "99999d"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> Retention.of(text, ZoneOffset.UTC))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("7d,5w,12m");
    }
}
