package dev.tablekeeper.model.value;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DatetimeTextTest {
    private static final long FIRST = -62_135_596_800_000_000L;
    private static final long LAST = 253_402_300_799_999_999L;

    @Test
    void secondsAreAlwaysThereAndDecimalsWhereTheyAreNeeded() {
        assertThat(text(0)).isEqualTo("1970-01-01T00:00:00");
        assertThat(text(500_000)).isEqualTo("1970-01-01T00:00:00.500000");
        assertThat(text(FIRST)).isEqualTo("0001-01-01T00:00:00");
        assertThat(text(LAST)).isEqualTo("9999-12-31T23:59:59.999999");
    }

    @Test
    void whatIsOutsideTheYearsIsRefused() {
        assertThatThrownBy(() -> DatetimeText.of(LAST + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DatetimeText.of(FIRST - 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DatetimeText.micros("1970".getBytes(US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 1000)
    void anyDatetimeIsPrintedAsTheJdkDoesAndReadBack(@ForAll @LongRange(min = FIRST, max = LAST) long micros) {
        LocalDateTime expected = LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC);
        assertThat(LocalDateTime.parse(text(micros))).isEqualTo(expected);
        assertThat(DatetimeText.micros(DatetimeText.of(micros))).isEqualTo(micros);
    }

    @Property(tries = 1000)
    void anyDayIsPrintedAsTheJdkDoes(@ForAll @LongRange(min = -719_162, max = 2_932_896) long day) {
        String expected = LocalDateTime.ofEpochSecond(day * 86_400, 0, ZoneOffset.UTC)
                .toLocalDate()
                .toString();
        assertThat(text(day * 86_400_000_000L)).isEqualTo(expected + "T00:00:00");
    }

    private static String text(long micros) {
        return new String(DatetimeText.of(micros), US_ASCII);
    }
}
