package dev.tablekeeper.worker.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RangeCutterTest {
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "cutting");
        thread.setDaemon(true);
        return thread;
    });
    private static final RecordGrammar COMMA = new RecordGrammar(',', '"', false);

    @Provide
    Arbitrary<byte[]> texts() {
        return CsvTexts.any(150);
    }

    @Provide
    Arbitrary<byte[]> plausible() {
        return CsvTexts.plausible(40);
    }

    @Property(tries = 2000)
    void anyBytesInAnyRangesReadAsInOneGo(
            @ForAll("texts") byte[] text,
            @ForAll @IntRange(min = 1, max = 9) int ranges,
            @ForAll @IntRange(min = 1, max = 30) int minBytes,
            @ForAll @IntRange(min = 1, max = 40) int buffer,
            @ForAll @IntRange(min = 0, max = 20) int head,
            @ForAll @IntRange(min = 10, max = 200) int max,
            @ForAll boolean trim) {
        assertReadsAsInOneGo(text, new RecordGrammar(',', '"', trim), ranges, minBytes, buffer, head, max);
    }

    @Property(tries = 1000)
    void plausibleFilesInAnyRangesReadAsInOneGo(
            @ForAll("plausible") byte[] text,
            @ForAll @IntRange(min = 1, max = 9) int ranges,
            @ForAll @IntRange(min = 1, max = 30) int minBytes,
            @ForAll @IntRange(min = 1, max = 100) int buffer,
            @ForAll boolean quoting) {
        RecordGrammar grammar = new RecordGrammar(',', quoting ? '"' : RecordGrammar.NO_QUOTE, false);
        assertReadsAsInOneGo(text, grammar, ranges, minBytes, buffer, 16, 10_000);
    }

    @Property(tries = 2000)
    void aStretchIsScannedAsTheTableSays(
            @ForAll("texts") byte[] text, @ForAll @IntRange(min = 1, max = 64) int piece, @ForAll boolean trim) {
        RecordGrammar grammar = new RecordGrammar(',', '"', trim);
        ChunkScan scan = new ChunkScan(grammar);
        for (int at = 0; at < text.length; at += piece) {
            scan.scan(text, at, Math.min(text.length, at + piece));
        }

        for (int state = 0; state < RecordGrammar.STATES; state++) {
            assertThat(scan.endState(state)).isEqualTo(grammar.run(state, text, 0, text.length));
        }
        String chars = new String(text, StandardCharsets.ISO_8859_1);
        assertThat(scan.lineEnds(false)).isEqualTo(NaiveCsv.line(chars, text.length) - 1);
        assertThat(scan.lineEnds(true)).isEqualTo(NaiveCsv.line("\r" + chars, text.length + 1) - 2);
    }

    private static void assertReadsAsInOneGo(
            byte[] text, RecordGrammar grammar, int maxRanges, int minBytes, int buffer, int head, int max) {
        RangedInput input = CsvTexts.input(text);
        List<Range> ranges =
                new RangeCutter(grammar, maxRanges, minBytes, THREADS, buffer, head).cut(input, 0, 1, done -> {});

        assertThat(ranges).hasSizeBetween(1, maxRanges);
        assertThat(ranges.get(0).from()).isZero();
        assertThat(ranges.get(ranges.size() - 1).to()).isEqualTo(text.length);
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i).from()).isEqualTo(ranges.get(i - 1).to());
        }
        if (ranges.size() > 1) {
            assertThat(ranges).allSatisfy(range -> assertThat(range.length()).isGreaterThanOrEqualTo(minBytes));
        }
        assertThat(read(input, grammar, ranges, max, buffer))
                .isEqualTo(read(input, grammar, List.of(new Range(0, text.length, 1)), max, 1 << 16));
    }

    private static NaiveCsv.Content read(
            RangedInput input, RecordGrammar grammar, List<Range> ranges, int max, int buffer) {
        List<NaiveCsv.Row> rows = new ArrayList<>();
        for (Range range : ranges) {
            InputStream in = input.open(range.from(), range.length());
            NaiveCsv.Content part = CsvTexts.read(new RecordReader(grammar, in, range.line(), max, buffer));
            rows.addAll(part.rows());
            if (part.failure().isPresent()) {
                return new NaiveCsv.Content(rows, part.failure());
            }
        }
        return new NaiveCsv.Content(rows, Optional.empty());
    }

    @Test
    void aPlainFileIsCutNearlyEvenly() {
        byte[] text = "1,Ann,2021-07-27T16:02:08Z,3,4\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);

        List<Range> ranges = new RangeCutter(COMMA, 10, 1000, THREADS).cut(CsvTexts.input(text), 0, 1, done -> {});

        assertThat(ranges).hasSize(10);
        assertThat(ranges).allSatisfy(range -> {
            assertThat(range.length()).isBetween(30_000L, 32_000L);
            assertThat(range.line()).isEqualTo(range.from() / 31 + 1);
        });
    }

    @Test
    void aHugeRecordStaysWholeAndTheRangesItSpansBecomeOne() {
        byte[] text = ("a,b\n".repeat(1000) + "\"" + "x,\n".repeat(100_000) + "\",b\n" + "a,b\n".repeat(1000))
                .getBytes(StandardCharsets.UTF_8);

        List<Range> ranges = new RangeCutter(COMMA, 100, 1000, THREADS).cut(CsvTexts.input(text), 0, 1, done -> {});

        assertThat(ranges)
                .hasSizeBetween(2, 5)
                .anySatisfy(range -> assertThat(range.length()).isGreaterThan(300_000));
    }

    @Test
    void lineAndOffsetBehindAHeaderAreKept() {
        byte[] text = ("h1,h2\n" + "a,b\n".repeat(100)).getBytes(StandardCharsets.UTF_8);

        List<Range> ranges = new RangeCutter(COMMA, 2, 10, THREADS).cut(CsvTexts.input(text), 6, 2, done -> {});

        assertThat(ranges).containsExactly(new Range(6, 210, 2), new Range(210, 406, 53));
    }

    @Test
    void anEmptyFileIsOneEmptyRange() {
        assertThat(new RangeCutter(COMMA, 9, 1, THREADS).cut(CsvTexts.input(new byte[0]), 0, 1, done -> {}))
                .containsExactly(new Range(0, 0, 1));
    }

    @Test
    void progressGrowsAndWhatItThrowsStopsTheCutting() {
        byte[] text = "a,b\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        RangeCutter cutter = new RangeCutter(COMMA, 4, 10, THREADS, 1000, 100);
        List<Long> seen = new ArrayList<>();

        cutter.cut(CsvTexts.input(text), 0, 1, seen::add);

        assertThat(seen).isSorted();
        assertThatThrownBy(() -> cutter.cut(CsvTexts.input(text), 0, 1, done -> {
                    throw new CancellationException("enough");
                }))
                .isInstanceOf(CancellationException.class)
                .hasMessage("enough");
    }

    @Test
    void aFileThatBecameShorterIsASourceThatChanged() {
        RangedInput shorter = new RangedInput() {
            @Override
            public long size() {
                return 1000;
            }

            @Override
            public InputStream open(long offset, long length) {
                return InputStream.nullInputStream();
            }
        };

        assertThatThrownBy(() -> new RangeCutter(COMMA, 4, 10, THREADS).cut(shorter, 0, 1, done -> {}))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.type()).isEqualTo(FailureType.SOURCE_CHANGED));
    }
}
