package dev.tablekeeper.worker.csv;

import dev.tablekeeper.model.workflow.Failure;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Texts to try the readers with, and what the readers make of them in the form of {@link NaiveCsv}. */
final class CsvTexts {
    private static final Pattern LINE = Pattern.compile("line (\\d+)");

    private CsvTexts() {}

    /** Bytes of any kind, mostly those that mean something. */
    static Arbitrary<byte[]> any(int maxPieces) {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.of("\"", "\"", "\"\"", ",", ",", "\n", "\r", "\r\n", " ", "\t", ";")),
                        Tuple.of(4, Arbitraries.of("a", "b", "é", "漢", "abcdefgh", "\",\"", "\"\n\"")),
                        Tuple.of(1, Arbitraries.of("\0", "\u0080", "\u00ff", "\u000b")))
                .list()
                .ofMaxSize(maxPieces)
                .map(CsvTexts::bytes);
    }

    /** Texts that are mostly right: quoted and plain fields, as many programs write them. */
    static Arbitrary<byte[]> plausible(int maxRecords) {
        Arbitrary<String> field = Arbitraries.of(
                "1",
                "Ann",
                "",
                "2021-07-27T16:02:08Z",
                "\"x\"",
                "\"a,b\"",
                "\"l1\nl2\"",
                "\"l1\r\nl2\"",
                "\"q\"\"q\"",
                "é");
        return field.list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(fields -> String.join(",", fields))
                .list()
                .ofMaxSize(maxRecords)
                .flatMap(lines ->
                        Arbitraries.of("\n", "\r\n", "\r").map(end -> bytes(List.of(String.join(end, lines)))));
    }

    private static byte[] bytes(List<String> pieces) {
        List<byte[]> parts = new ArrayList<>();
        int length = 0;
        for (String piece : pieces) {
            // What stands for a byte that is no UTF-8 goes in as that byte.
            byte[] part = piece.equals("\u0080") || piece.equals("\u00ff")
                    ? piece.getBytes(StandardCharsets.ISO_8859_1)
                    : piece.getBytes(StandardCharsets.UTF_8);
            parts.add(part);
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    static NaiveCsv.Content read(RecordReader reader) {
        List<NaiveCsv.Row> rows = new ArrayList<>();
        try {
            while (reader.next()) {
                rows.add(row(reader));
            }
            return new NaiveCsv.Content(rows, Optional.empty());
        } catch (Failure e) {
            Matcher line = LINE.matcher(e.getMessage());
            return new NaiveCsv.Content(
                    rows, Optional.of(e.type().code() + " " + (line.find() ? line.group(1) : e.getMessage())));
        }
    }

    static NaiveCsv.Row row(RecordReader reader) {
        List<NaiveCsv.Field> fields = new ArrayList<>();
        for (int i = 0; i < reader.fields(); i++) {
            String text = new String(
                    reader.buffer(), reader.start(i), reader.end(i) - reader.start(i), StandardCharsets.ISO_8859_1);
            fields.add(new NaiveCsv.Field(text, reader.quoted(i), reader.badQuotes(i)));
        }
        return new NaiveCsv.Row(reader.line(), fields);
    }

    static RangedInput input(byte[] bytes) {
        return new RangedInput() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open(long offset, long length) {
                return new ByteArrayInputStream(bytes, (int) offset, (int) Math.min(length, bytes.length - offset));
            }
        };
    }
}
