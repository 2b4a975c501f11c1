package dev.tablekeeper.standalone.incoming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableQueueTest {
    private static final int PAGE = 10;

    private Path table;
    private TableQueue queue;
    private long nanos;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        table = Files.createDirectories(folder.resolve("incoming/jobs/deep"));
        queue = new TableQueue(IncomingPlace.among(folder), "jobs", PAGE, () -> nanos);
    }

    @Test
    void everyFileOfManyPagesComesOnceAlsoBehindThoseThatKeepChangingOrStay() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 95; i++) {
            Files.writeString(table.resolve("f" + i + ".csv"), "x");
            expected.add("incoming/jobs/deep/f" + i + ".csv");
        }
        for (int i = 0; i < 2 * PAGE; i++) {
            Files.writeString(table.resolve("a note " + i + ".txt"), "x");
        }

        List<String> come = takeAll(80, 0);

        assertThat(come).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void whatComesLaterIsFoundBeforeAndBehindThePageThatIsLookedAt() throws Exception {
        for (int i = 0; i < 25; i++) {
            Files.writeString(table.resolve("f" + i + ".csv"), "x");
        }
        takeAll(20, 0);
        Files.writeString(table.resolve("a.csv"), "x");
        Files.writeString(table.resolve("z.csv"), "x");

        assertThat(takeAll(40, 0)).contains("incoming/jobs/deep/a.csv", "incoming/jobs/deep/z.csv");
    }

    @Test
    void filesThatNeverStandStillHoldNobodyUp() throws Exception {
        for (int i = 0; i < 25; i++) {
            Files.writeString(table.resolve("f" + (10 + i) + ".csv"), "x");
        }

        List<String> come = takeAll(60, 2 * PAGE);

        assertThat(come).contains("incoming/jobs/deep/f30.csv", "incoming/jobs/deep/f34.csv");
        assertThat(come).doesNotContain("incoming/jobs/deep/f10.csv");
    }

    /** Looks so often, half a second each time, and settles what comes; the first files are appended to meanwhile. */
    private List<String> takeAll(int looks, int changing) throws IOException {
        List<String> come = new ArrayList<>();
        for (int look = 0; look < looks; look++) {
            nanos += Duration.ofMillis(500).toNanos();
            for (int i = 10; i < 10 + changing; i++) {
                Files.writeString(table.resolve("f" + i + ".csv"), "x", StandardOpenOption.APPEND);
            }
            for (Optional<WaitingFile> next = queue.next(); next.isPresent(); next = queue.next()) {
                next.get().settle();
                come.add(next.get().object().name());
                // Sooner or later it is set aside.
                Files.delete(table.resolve(Path.of(next.get().object().name()).getFileName()));
            }
        }
        return come;
    }
}
