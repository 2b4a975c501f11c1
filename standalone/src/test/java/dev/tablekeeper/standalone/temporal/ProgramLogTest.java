package dev.tablekeeper.standalone.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramLogTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsSaidBeforeALongTraceIsFoundAndWhatAnEarlierStartSaidIsNot() throws IOException {
        ProgramLog log = new ProgramLog(folder.resolve("temporal.log"));
        log.begin();
        Files.writeString(
                log.file(), "bind: address already in use\npanic: nil pointer\n" + "\tat a place\n".repeat(2_000));

        assertThat(log.says("address already in use")).isTrue();
        assertThat(log.tail()).contains("at a place");

        log.begin();
        Files.writeString(log.file(), "all is well\n", StandardOpenOption.APPEND);
        assertThat(log.says("address already in use")).isFalse();
        assertThat(log.says("all is well")).isTrue();
    }
}
