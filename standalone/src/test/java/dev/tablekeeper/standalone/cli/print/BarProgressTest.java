package dev.tablekeeper.standalone.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BarProgressTest {

    @Test
    void eachPhaseEndsWithItsBarDrawn() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BarProgress progress = new BarProgress(new PrintStream(out, true, StandardCharsets.UTF_8))) {
            progress.show("uploading", 2_000_000, 2_000_000, "bytes");
            progress.note("Job load-1 accepted");
            progress.show("parsing", 3, 12, "files");
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("uploading", "100%", "2/2 MB", "Job load-1 accepted\n", "parsing", "25%", "3/12 files");
    }
}
