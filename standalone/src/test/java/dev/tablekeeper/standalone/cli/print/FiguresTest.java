package dev.tablekeeper.standalone.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void numbersAreGrouped() {
        assertThat(Figures.count(1_936)).isEqualTo("1,936");
        assertThat(Figures.count(1, "row")).isEqualTo("1 row");
        assertThat(Figures.count(0, "row")).isEqualTo("0 rows");
    }

    @Test
    void bytesHaveAUnitThatFits() {
        assertThat(Figures.bytes(999)).isEqualTo("999 bytes");
        assertThat(Figures.bytes(1_250)).isEqualTo("1.3 kB");
        assertThat(Figures.bytes(507_000_000)).isEqualTo("507 MB");
        assertThat(Figures.bytes(Long.MAX_VALUE)).isEqualTo("9223372 TB");
    }

    @Test
    void timesAreSecondsOrMinutes() {
        assertThat(Figures.time(Duration.ofMillis(840))).isEqualTo("0.8 s");
        assertThat(Figures.time(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
    }
}
