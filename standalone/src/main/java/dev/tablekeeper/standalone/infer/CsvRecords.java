package dev.tablekeeper.standalone.infer;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.worker.csv.DialectGuess;
import dev.tablekeeper.worker.csv.RecordGrammar;
import dev.tablekeeper.worker.csv.RecordReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The records of one file, told to the columns one by one; and whether the first of them is a header. */
final class CsvRecords {
    private static final String AUTO = "auto";
    private static final Pattern LIKE_A_NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}\\p{M}_ ./#%()-]{0,60}");
    private static final int LONGEST_NAME = 300;

    private final CsvText file;
    private final LoadCsv.Header wanted;
    private final FieldReader reader;
    private final DialectGuess guess;
    private final List<String> doubts = new ArrayList<>();
    private final Trouble counts = new Trouble("has another number of fields", "have another number of fields");
    private final Trouble quotes = new Trouble("has text behind a closing quote", "have text behind a closing quote");
    private final Trouble unfit = new Trouble(
            "holds bytes that are no UTF-8 text (say the file's encoding)",
            "hold bytes that are no UTF-8 text (say the file's encoding)");
    private long rows;

    CsvRecords(CsvText file, TableInference.Options options, FieldReader reader) {
        this.file = file;
        this.wanted = options.header();
        this.reader = reader;
        boolean whole = file.headIsWhole();
        guess = options.delimiter().equals(AUTO)
                ? DialectGuess.of(file.head(), whole)
                : DialectGuess.of(file.head(), whole, List.of(options.delimiter()));
        if (file.head().length == guess.mark()) {
            throw new Failure(FailureType.INVALID_REQUEST, file.name() + " is empty.");
        }
    }

    /**
     * What reading has shown.
     *
     * @param header the names of the header, if the first record is one
     */
    record Outcome(long rows, Optional<List<String>> header, List<String> doubts) {}

    /** Records that no load will take. */
    private static final class Trouble {
        private final String one;
        private final String many;
        private long number;
        private long firstLine;

        Trouble(String one, String many) {
            this.one = one;
            this.many = many;
        }

        void add(long line) {
            firstLine = number++ == 0 ? line : firstLine;
        }

        Optional<String> sentence(String file) {
            return number == 0
                    ? Optional.empty()
                    : Optional.of(number
                            + (number == 1 ? " record of " + file + " " + one : " records of " + file + " " + many)
                            + " (line " + firstLine + (number == 1 ? "" : " is the first") + ") and will be rejected.");
        }
    }

    String delimiter() {
        return guess.delimiter();
    }

    int fields() {
        return guess.fields();
    }

    /** One field of the record that may be a header. */
    private static final class Field {
        private final byte[] bytes;
        private final boolean quoted;

        Field(byte[] bytes, boolean quoted) {
            this.bytes = bytes;
            this.quoted = quoted;
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        boolean empty() {
            return bytes.length == 0 && !quoted;
        }
    }

    /** Reads all records. */
    Outcome addTo(List<ColumnFacts> columns) {
        RecordGrammar grammar = new RecordGrammar(guess.delimiter().charAt(0), '"', false);
        List<Field> first = List.of();
        long firstLine = 0;
        try (RecordReader record = new RecordReader(grammar, file.from(guess.mark()), 1)) {
            boolean begun = false;
            while (record.next()) {
                if (!begun && record.fields() == columns.size() && !record.badQuotes()) {
                    first = fields(record);
                    firstLine = record.line();
                } else {
                    add(record, columns);
                }
                begun = true;
            }
        }
        if (rows == 0 && first.isEmpty() && counts.number + quotes.number + unfit.number == 0) {
            throw new Failure(FailureType.INVALID_REQUEST, file.name() + " is empty.");
        }
        boolean header = !first.isEmpty() && isHeader(first, columns);
        if (!header) {
            addFirst(first, firstLine, columns);
        }
        for (Trouble trouble : List.of(counts, quotes, unfit)) {
            trouble.sentence(file.name()).ifPresent(doubts::add);
        }
        if (!guess.others().isEmpty()) {
            doubts.add(file.name() + " could be divided by "
                    + guess.others().stream().map(CsvRecords::shown).collect(Collectors.joining(" or "))
                    + " as well as by " + shown(guess.delimiter()) + ".");
        }
        return new Outcome(
                rows, header ? Optional.of(first.stream().map(Field::text).toList()) : Optional.empty(), doubts);
    }

    private void add(RecordReader record, List<ColumnFacts> columns) {
        if (record.fields() != columns.size()) {
            counts.add(record.line());
            return;
        }
        if (record.badQuotes()) {
            quotes.add(record.line());
            return;
        }
        Kind[] kinds = new Kind[columns.size()];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = reader.kind(record.buffer(), record.start(i), record.end(i));
            if (kinds[i] == Kind.UNFIT) {
                unfit.add(record.line());
                return;
            }
        }
        for (int i = 0; i < kinds.length; i++) {
            if (record.start(i) == record.end(i) && !record.quoted(i)) {
                columns.get(i).addEmpty(record.line());
            } else {
                columns.get(i).add(kinds[i], record.buffer(), record.start(i), record.end(i), record.line());
            }
        }
        rows++;
    }

    private void addFirst(List<Field> first, long line, List<ColumnFacts> columns) {
        if (first.stream().anyMatch(field -> kind(field) == Kind.UNFIT)) {
            unfit.add(line);
            return;
        }
        for (int i = 0; i < first.size(); i++) {
            Field field = first.get(i);
            if (field.empty()) {
                columns.get(i).addEmpty(line);
            } else {
                columns.get(i).add(kind(field), field.bytes, 0, field.bytes.length, line);
            }
        }
        rows += first.isEmpty() ? 0 : 1;
    }

    private Kind kind(Field field) {
        return reader.kind(field.bytes, 0, field.bytes.length);
    }

    private static List<Field> fields(RecordReader record) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < record.fields(); i++) {
            fields.add(
                    new Field(Arrays.copyOfRange(record.buffer(), record.start(i), record.end(i)), record.quoted(i)));
        }
        return fields;
    }

    /**
     * A header's fields are texts, most of them. Where columns below hold other things, that tells it; where they hold
     * text alone, nobody can tell, and what looks like names, each another one, is taken for a header.
     */
    private boolean isHeader(List<Field> first, List<ColumnFacts> columns) {
        if (wanted != LoadCsv.Header.AUTO) {
            return wanted == LoadCsv.Header.PRESENT;
        }
        int namesOfOthers = 0;
        int values = 0;
        for (int i = 0; i < first.size(); i++) {
            Field field = first.get(i);
            if (field.bytes.length > LONGEST_NAME || kind(field) == Kind.UNFIT) {
                return false;
            }
            if (field.bytes.length > 0 && columns.get(i).isNeverText()) {
                boolean text = kind(field) == Kind.TEXT;
                namesOfOthers += text ? 1 : 0;
                values += text ? 0 : 1;
            }
        }
        if (namesOfOthers + values > 0) {
            return namesOfOthers > values;
        }
        Set<String> names = new HashSet<>();
        boolean alike = first.stream()
                .map(field -> field.text().strip())
                .allMatch(text -> LIKE_A_NAME.matcher(text).matches() && names.add(HeaderNames.key(text)));
        if (alike) {
            doubts.add("Whether the first record of " + file.name()
                    + " is a header cannot be known, since all columns hold"
                    + " text; it was taken for one. Say --header absent if it is not.");
        }
        return alike;
    }

    static String shown(String delimiter) {
        return switch (delimiter) {
            case "," -> "commas";
            case ";" -> "semicolons";
            case "\t" -> "tabs";
            default -> "'" + delimiter + "'";
        };
    }
}
