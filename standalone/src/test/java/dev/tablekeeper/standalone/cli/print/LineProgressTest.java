package dev.tablekeeper.standalone.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineProgressTest {

    @Test
    void aPhaseIsSaidOnceAndThenEveryFewSeconds() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicLong clock = new AtomicLong();
        try (LineProgress progress = new LineProgress(new PrintStream(out, true, StandardCharsets.UTF_8), clock::get)) {
            progress.show("queued", 0, 0, "");
            for (int second = 0; second < 12; second++) {
                progress.show("parsing", second * 1_000_000L, 12_000_000, "bytes");
                clock.addAndGet(Duration.ofSeconds(1).toNanos());
            }
            progress.note("Done.");
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "queued",
                        "parsing 0% (0 bytes of 12.0 MB)",
                        "parsing 41% (5.0 MB of 12.0 MB)",
                        "parsing 83% (10.0 MB of 12.0 MB)",
                        "Done.");
    }
}
