package dev.tablekeeper.model.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.table.ColumnType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    private static final long FIRST = -62_135_596_800_000_000L;
    private static final long LAST = 253_402_300_799_999_999L;

    private final Reading date = Reading.of(ColumnType.DATE);
    private final Reading time = Reading.of(ColumnType.TIME);
    private final Reading datetime = Reading.of(ColumnType.DATETIME);
    private final Reading timestamp = Reading.of(ColumnType.TIMESTAMP);

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01", "0001-01-01", "9999-12-31", "2020-02-29", "2000-02-29", "2021-03-01"})
    void aDayThatThereIsIsRead(String text) {
        assertThat(date.read(text)).contains(LocalDate.parse(text).toEpochDay());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2021-02-30|2021-02 has days 01 to 28",
                "1900-02-29|1900-02 has days 01 to 28",
                "2021-13-01|there is no month 13",
                "2021-00-10|there is no month 00",
                "2021-04-31|2021-04 has days 01 to 30",
                "2021-4-1|wanted is YYYY-MM-DD, such as 2021-07-27",
                "20210401|wanted is YYYY-MM-DD, such as 2021-07-27",
                "2021-07-27T00:00:00|wanted is YYYY-MM-DD, such as 2021-07-27",
                "27/07/2021|wanted is YYYY-MM-DD, such as 2021-07-27",
                "10000-01-01|wanted is YYYY-MM-DD, such as 2021-07-27"
            })
    void whatIsNoDayIsRefused(String text, String reason) {
        assertThat(date.read(text)).isEmpty();
        assertThat(date.refusal(text))
                .isEqualTo(new Fault("c", RejectCode.NOT_A_DATE, "'" + text + "' is not a date: " + reason));
    }

    @Test
    void theYearZeroIsOutOfRange() {
        assertThat(date.read("0000-12-31")).isEmpty();
        assertThat(date.refusal("0000-12-31").code()).isEqualTo(RejectCode.OUT_OF_RANGE);
        assertThat(datetime.read("0000-12-31T00:00:00")).isEmpty();
        assertThat(datetime.refusal("0000-12-31T00:00:00").code()).isEqualTo(RejectCode.OUT_OF_RANGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00:00:00", "23:59:59.999999", "16:02", "16:02:08", "16:02:08.5", "16:02:08.000001"})
    void aTimeOfDayIsRead(String text) {
        assertThat(time.read(text)).contains(LocalTime.parse(text).toNanoOfDay() / 1000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "24:00:00|hours go from 00 to 23",
                "12:60:00|minutes go from 00 to 59",
                "23:59:60|seconds go from 00 to 59, leap seconds are not taken",
                "12:00:00.|it has 0 decimals, wanted are 1 to 6, and nothing is rounded",
                "12:00:00.1234567|it has 7 decimals, wanted are 1 to 6, and nothing is rounded",
                "12:00:00,5|decimals follow a point, not a comma",
                "1:00:00|wanted is HH:MM:SS with up to 6 decimals, such as 16:02:08.5",
                "12:00:00Z|wanted is HH:MM:SS with up to 6 decimals, such as 16:02:08.5",
                "12|wanted is HH:MM:SS with up to 6 decimals, such as 16:02:08.5"
            })
    void whatIsNoTimeOfDayIsRefused(String text, String reason) {
        assertThat(time.read(text)).isEmpty();
        assertThat(time.refusal(text))
                .isEqualTo(new Fault("c", RejectCode.NOT_A_TIME, "'" + text + "' is not a time: " + reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2021-07-27T16:02:08",
                "2021-07-27 16:02:08",
                "2021-07-27t16:02:08.000000",
                "2021-07-27T16:02:08.0"
            })
    void aDateAndTimeIsReadWithEitherSeparator(String text) {
        assertThat(datetime.read(text)).contains(micros(Instant.parse("2021-07-27T16:02:08Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2021-07-27T16:02:08Z|it has an offset, which a DATETIME cannot keep; only a TIMESTAMP column takes one",
                "2021-07-27T16:02:08+02:00|it has an offset, which a DATETIME cannot keep; only a TIMESTAMP column takes one",
                "2021-07-27|wanted is YYYY-MM-DDTHH:MM:SS with up to 6 decimals, such as 2021-07-27T16:02:08.5",
                "2021-07-27  16:02:08|wanted is YYYY-MM-DDTHH:MM:SS with up to 6 decimals, such as 2021-07-27T16:02:08.5",
                "2021-02-29T16:02:08|2021-02 has days 01 to 28"
            })
    void whatIsNoDateAndTimeIsRefused(String text, String reason) {
        assertThat(datetime.read(text)).isEmpty();
        assertThat(datetime.refusal(text))
                .isEqualTo(
                        new Fault("c", RejectCode.NOT_A_DATETIME, "'" + text + "' is not a date and time: " + reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2021-07-27T16:02:08Z",
                "2021-07-27t16:02:08z",
                "2021-07-27 16:02:08Z",
                "2021-07-27T18:02:08+02:00",
                "2021-07-27T18:02:08+0200",
                "2021-07-27T18:02:08+02",
                "2021-07-27T10:32:08-05:30",
                "2021-07-27T16:02:08-00:00",
                "2021-07-28T10:02:08+18:00",
                "2021-07-27T16:02:08.000Z"
            })
    void aTimestampIsTheSameInstantInAnyOffset(String text) {
        assertThat(timestamp.read(text)).contains(micros(Instant.parse("2021-07-27T16:02:08Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2021-07-27T16:02:08|it has no offset, so it names no instant; add Z if it is UTC, or its offset, such as +02:00",
                "2021-07-27 16:02|it has no offset, so it names no instant; add Z if it is UTC, or its offset, such as +02:00",
                "2021-07-27T16:02:60Z|seconds go from 00 to 59, leap seconds are not taken",
                "2021-07-27T24:00:00Z|hours go from 00 to 23",
                "2021-07-27T16:02:08.1234567Z|it has 7 decimals, wanted are 1 to 6, and nothing is rounded",
                "2021-02-29T16:02:08Z|2021-02 has days 01 to 28",
                "2021-07-27T16:02:08+5|an offset is Z, +hh:mm, +hhmm or +hh",
                "2021-07-27T16:02:08+05:60|an offset's minutes go from 00 to 59",
                "2021-07-27T16:02:08+18:01|offsets go from -18:00 to +18:00",
                "2021-07-27T16-05|its time is not HH:MM:SS with up to 6 decimals",
                "2021-07-27|wanted is YYYY-MM-DDTHH:MM:SS with up to 6 decimals and an offset or Z, such as 2021-07-27T16:02:08Z",
                "2021-07-27 16:02:08 UTC|wanted is YYYY-MM-DDTHH:MM:SS with up to 6 decimals and an offset or Z, such as 2021-07-27T16:02:08Z",
                "1627401728|wanted is YYYY-MM-DDTHH:MM:SS with up to 6 decimals and an offset or Z, such as 2021-07-27T16:02:08Z"
            })
    void whatIsNoTimestampIsRefused(String text, String reason) {
        assertThat(timestamp.read(text)).isEmpty();
        assertThat(timestamp.refusal(text))
                .isEqualTo(new Fault("c", RejectCode.NOT_A_TIMESTAMP, "'" + text + "' is not a timestamp: " + reason));
    }

    @Test
    void theRangeOfTimestampsIsThatOfUtc() {
        assertThat(timestamp.read("0001-01-01T00:00:00Z")).contains(FIRST);
        assertThat(timestamp.read("9999-12-31T23:59:59.999999Z")).contains(LAST);
        assertThat(timestamp.read("0000-12-31T23:00:00-01:00")).contains(FIRST);
        assertThat(timestamp.read("0001-01-01T00:00:00+00:01")).isEmpty();
        assertThat(timestamp.refusal("0001-01-01T00:00:00+00:01").code()).isEqualTo(RejectCode.OUT_OF_RANGE);
        assertThat(timestamp.refusal("9999-12-31T23:59:59-00:01").code()).isEqualTo(RejectCode.OUT_OF_RANGE);
    }

    @Property(tries = 500)
    void anyInstantIsReadInAnyOffset(
            @ForAll @LongRange(min = FIRST, max = LAST) long micros,
            @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int minutes) {
        Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        OffsetDateTime local = instant.atOffset(ZoneOffset.ofTotalSeconds(minutes * 60));
        if (local.getYear() >= 0 && local.getYear() <= 9999) {
            assertThat(timestamp.read(local.toString())).contains(micros);
        }
        LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        assertThat(timestamp.read(instant.toString())).contains(micros);
        assertThat(datetime.read(utc.toString())).contains(micros);
        assertThat(date.read(utc.toLocalDate().toString()))
                .contains(utc.toLocalDate().toEpochDay());
        assertThat(time.read(utc.toLocalTime().toString()))
                .contains(utc.toLocalTime().toNanoOfDay() / 1000);
    }

    @Property(tries = 1000)
    void timestampsAgreeWithTheJdk(@ForAll("almostTimestamps") String text) {
        assertThat(timestamp.read(text))
                .isEqualTo(expected(
                                text,
                                "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?([zZ]|[+-]\\d\\d(:?\\d\\d)?)",
                                t -> micros(OffsetDateTime.parse(withColon(t)).toInstant()))
                        .filter(m -> (long) m >= FIRST && (long) m <= LAST));
    }

    @Property(tries = 1000)
    void datesAndTimesAgreeWithTheJdk(@ForAll("almostTimestamps") String text) {
        String local = text.replaceFirst("[zZ]$|[+-]\\d\\d:\\d\\d$", "");
        String day = local.replaceFirst("[Tt].*", "");
        String clock = local.replaceFirst(".*[Tt]", "");
        String clockPattern = "\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?";
        assertThat(datetime.read(local))
                .isEqualTo(expected(
                                local,
                                "\\d{4}-\\d\\d-\\d\\d[Tt]" + clockPattern,
                                t -> micros(LocalDateTime.parse(t).toInstant(ZoneOffset.UTC)))
                        .filter(m -> (long) m >= FIRST));
        assertThat(date.read(day))
                .isEqualTo(expected(
                                day,
                                "\\d{4}-\\d\\d-\\d\\d",
                                t -> LocalDate.parse(t).toEpochDay())
                        .filter(d -> (long) d >= -719_162));
        assertThat(time.read(clock))
                .isEqualTo(expected(clock, clockPattern, t -> LocalTime.parse(t).toNanoOfDay() / 1000));
    }

    /** The JDK's own format wants an offset's minutes, and a colon before them. */
    private static String withColon(String text) {
        return text.replaceFirst("([+-]\\d\\d)$", "$1:00").replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
    }

    private static Optional<Object> expected(String text, String pattern, Function<String, Object> reading) {
        try {
            return text.matches(pattern) ? Optional.of(reading.apply(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<String> almostTimestamps() {
        Arbitrary<String> whole = Combinators.combine(
                        Arbitraries.of("0000", "0001", "1900", "1999", "2000", "2020", "2021", "9999"),
                        Arbitraries.integers().between(0, 13),
                        Arbitraries.integers().between(0, 32),
                        Arbitraries.integers().between(0, 24),
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.of("", ":00", ":59", ":60", ":08.5", ":08.123456", ":08.1234567"),
                        Arbitraries.of(
                                "Z", "z", "", "+00:00", "-05:30", "+18:00", "+18:01", "-12:60", "+02", "-0330", "-00"))
                .as((y, m, d, h, min, s, o) -> "%s-%02d-%02dT%02d:%02d%s%s".formatted(y, m, d, h, min, s, o));
        Arbitrary<Function<String, String>> changes = Combinators.combine(
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of('0', '9', '-', ':', 'T', 'Z', ' ', '+', 'x', '/'))
                .as((at, c) -> text -> at >= text.length() ? text : text.substring(0, at) + c + text.substring(at + 1));
        return Combinators.combine(whole, changes, Arbitraries.of(true, false, false))
                .as((text, change, changed) -> changed ? change.apply(text) : text)
                // The JDK takes no blank as the separator, which this project does.
                .filter(text -> text.length() < 11 || text.charAt(10) != ' ');
    }

    private static long micros(Instant instant) {
        return Math.multiplyExact(instant.getEpochSecond(), 1_000_000) + instant.getNano() / 1000;
    }
}
