package dev.tablekeeper.worker.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
    private static final int MAX = 1 << 20;

    @Provide
    Arbitrary<byte[]> texts() {
        return CsvTexts.any(60);
    }

    @Provide
    Arbitrary<byte[]> plausible() {
        return CsvTexts.plausible(12);
    }

    @Property(tries = 3000)
    void anyBytesReadAsThePlainReaderReadsThem(
            @ForAll("texts") byte[] text,
            @ForAll @IntRange(min = 1, max = 40) int buffer,
            @ForAll @IntRange(min = 1, max = 60) int max,
            @ForAll boolean trim) {
        var read = CsvTexts.read(reader(text, ',', '"', trim, max, buffer));

        assertThat(read).isEqualTo(new NaiveCsv(',', '"', trim, max).read(text));
    }

    @Property(tries = 1000)
    void otherDelimitersAndNoQuotesReadAsThePlainReaderReadsThem(
            @ForAll("texts") byte[] text, @ForAll @IntRange(min = 1, max = 40) int buffer, @ForAll boolean trim) {
        for (int quote : new int[] {'"', 'a', RecordGrammar.NO_QUOTE}) {
            for (char delimiter : new char[] {'\t', ';'}) {
                assertThat(CsvTexts.read(reader(text, delimiter, quote, trim, MAX, buffer)))
                        .isEqualTo(new NaiveCsv(delimiter, quote, trim, MAX).read(text));
            }
        }
    }

    @Property(tries = 1000)
    void whatCommonsCsvAcceptsIsReadAsItReads(@ForAll("texts") byte[] text) throws IOException {
        assertReadAsCommonsCsv(text);
    }

    @Property(tries = 500)
    void whatOtherProgramsWriteIsReadAsCommonsCsvReads(@ForAll("plausible") byte[] text) throws IOException {
        assertReadAsCommonsCsv(text);
    }

    private static void assertReadAsCommonsCsv(byte[] text) throws IOException {
        NaiveCsv.Content read = CsvTexts.read(reader(text, ',', '"', false, MAX, 7));
        boolean faulty =
                read.rows().stream().flatMap(row -> row.fields().stream()).anyMatch(NaiveCsv.Field::bad);
        if (faulty || read.failure().isPresent()) {
            return;
        }
        CSVFormat format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
        try (CSVParser parser = CSVParser.parse(new String(text, StandardCharsets.ISO_8859_1), format)) {
            List<List<String>> theirs = parser.stream().map(CSVRecord::toList).collect(Collectors.toList());
            assertThat(read.rows().stream()
                            .map(row -> row.fields().stream()
                                    .map(NaiveCsv.Field::text)
                                    .toList())
                            .toList())
                    .isEqualTo(theirs);
        }
    }

    @Test
    void linesAreCountedInsideQuotesAndOverBlankLines() {
        var read = CsvTexts.read(reader("a\r\n\r\n\"x\ny\r\nz\"\n\rb".getBytes(StandardCharsets.UTF_8)));

        assertThat(read.rows()).extracting(NaiveCsv.Row::line).containsExactly(1L, 3L, 7L);
    }

    @Test
    void textAfterAClosingQuoteIsKeptAsItStandsAndMarked() {
        RecordReader reader = reader("\"a\"\"b\"c,\"d\"\n".getBytes(StandardCharsets.UTF_8));

        assertThat(reader.next()).isTrue();
        assertThat(reader.badQuotes()).isTrue();
        assertThat(CsvTexts.row(reader).fields())
                .containsExactly(new NaiveCsv.Field("\"a\"\"b\"c", true, true), new NaiveCsv.Field("d", true, false));
    }

    @Test
    void anOpenQuoteInAnEndlessFileEndsAtTheMaximumAndNamesItsLine() {
        InputStream endless = new InputStream() {
            private long read;

            @Override
            public int read() {
                read++;
                return read == 3 ? '\n' : read == 5 ? ',' : read == 6 ? '"' : read % 50 == 0 ? '\n' : 'x';
            }

            @Override
            public int read(byte[] to, int from, int length) {
                for (int i = 0; i < length; i++) {
                    to[from + i] = (byte) read();
                }
                return length;
            }
        };
        RecordReader reader = new RecordReader(new RecordGrammar(',', '"', false), endless, 1, 100_000, 1000);

        assertThat(reader.next()).isTrue();
        assertThatThrownBy(reader::next)
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.type()).isEqualTo(FailureType.UNTERMINATED_QUOTE))
                .hasMessageContaining("the quote opened in line 2 is not closed within 100000 bytes");
        assertThat(reader.buffer()).hasSizeLessThan(100_010);
    }

    @Test
    void aLineOfTooManyFieldsKeepsItsEndAsOneField() {
        byte[] commas = new byte[RecordReader.MAX_FIELDS + 1000];
        Arrays.fill(commas, (byte) ',');
        System.arraycopy("\"q\"\"\"".getBytes(StandardCharsets.UTF_8), 0, commas, RecordReader.MAX_FIELDS - 1, 5);
        RecordReader reader = reader(commas);

        assertThat(reader.next()).isTrue();
        assertThat(reader.fields()).isEqualTo(RecordReader.MAX_FIELDS);
        assertThat(CsvTexts.row(reader)
                        .fields()
                        .get(RecordReader.MAX_FIELDS - 1)
                        .text())
                .startsWith("\"q\"\"\",,,,")
                .hasSize(1001);
    }

    @Test
    void bytesReadComeToTheWholeFile() {
        RecordReader reader = reader("a,b\r\n\r\nc,d\r\n".getBytes(StandardCharsets.UTF_8));
        while (reader.next()) {
            assertThat(reader.bytesRead()).isBetween(4L, 12L);
        }

        assertThat(reader.bytesRead()).isEqualTo(12);
    }

    private static RecordReader reader(byte[] text) {
        return reader(text, ',', '"', false, MAX, 4096);
    }

    private static RecordReader reader(byte[] text, char delimiter, int quote, boolean trim, int max, int buffer) {
        return new RecordReader(
                new RecordGrammar(delimiter, quote, trim), new ByteArrayInputStream(text), 1, max, buffer);
    }
}
