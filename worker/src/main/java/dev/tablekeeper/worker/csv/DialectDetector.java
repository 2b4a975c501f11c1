package dev.tablekeeper.worker.csv;

import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.LoadCsv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides from a file's first bytes, the table and the request's options how the file is written. Fails with {@code
 * NOT_CSV} where it is something else, {@code UNKNOWN_COLUMNS} where names do not match, {@code INVALID_REQUEST} where
 * the table cannot be loaded from CSV.
 */
public final class DialectDetector {
    /** How many bytes of a file are enough. */
    public static final int HEAD_BYTES = 1 << 20;

    private static final String AUTO = "auto";

    static final List<String> DELIMITERS = List.of(",", ";", "\t", "|");
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final String table;
    private final LoadCsv.Input options;
    private final ColumnMatch match;

    public DialectDetector(TableDefinition table, LoadCsv.Input options) {
        this.table = table.name();
        this.options = options;
        match = new ColumnMatch(table);
    }

    /**
     * @param head the file's first {@link #HEAD_BYTES} bytes, as UTF-8, or all of them
     * @param whole whether that is the whole file
     */
    public Dialect detect(byte[] head, boolean whole) {
        Signature.of(head).ifPresent(seems -> {
            throw new Failure(FailureType.NOT_CSV, "the file is not CSV: " + seems);
        });
        int mark = mark(head);
        Sample sample = new Sample(head, mark, whole);
        // Spreadsheets save what was mended there with the delimiter of their country.
        for (String delimiter : DELIMITERS) {
            Dialect asRejects = Dialect.written(delimiter, "\"", false, "");
            Optional<Sample.First> rejects = sample.first(asRejects.grammar()).filter(Sample.First::ofRejects);
            if (rejects.isPresent()) {
                // Whatever the options say: they were meant for the file that the rejects came from.
                return dialect(
                        asRejects, rejects, mark, match.ofRejects(rejects.get().names()), sample);
            }
        }
        String delimiter = options.delimiter().equals(AUTO) ? likeliest(sample) : options.delimiter();
        Dialect written = written(delimiter);
        Optional<Sample.First> header = header(sample, written.grammar());
        return dialect(written, header, mark, mapping(header.map(Sample.First::names)), sample);
    }

    /** How many bytes of a byte order mark come first. */
    static int mark(byte[] head) {
        return Arrays.equals(head, 0, Math.min(head.length, 3), BYTE_ORDER_MARK, 0, 3) ? 3 : 0;
    }

    private Dialect dialect(
            Dialect written, Optional<Sample.First> header, int mark, List<Integer> mapping, Sample sample) {
        return written.reading(
                header.isPresent(),
                header.map(Sample.First::end).orElse((long) mark),
                header.map(Sample.First::nextLine).orElse(1L),
                mapping,
                hint(sample.fieldCounts(written.grammar()), mapping.size()));
    }

    private Dialect written(String delimiter) {
        return Dialect.written(delimiter, options.quote(), options.trim(), options.nullMarker());
    }

    /** The delimiter that gives the number of fields wanted most often; the first of those that do so equally often. */
    private String likeliest(Sample sample) {
        int wanted = options.columns().isEmpty()
                ? match.byPosition().size()
                : options.columns().names().size();
        String best = "";
        int most = -1;
        for (String delimiter : DELIMITERS) {
            if (delimiter.equals(options.quote())) {
                continue;
            }
            int fitting = sample.fieldCounts(written(delimiter).grammar()).getOrDefault(wanted, 0);
            if (fitting > most) {
                most = fitting;
                best = delimiter;
            }
        }
        return best;
    }

    private Optional<Sample.First> header(Sample sample, RecordGrammar grammar) {
        if (options.header() == LoadCsv.Header.ABSENT) {
            return Optional.empty();
        }
        Optional<Sample.First> first = sample.first(grammar);
        if (options.header() == LoadCsv.Header.PRESENT) {
            if (first.isEmpty() && !sample.whole()) {
                throw new Failure(
                        FailureType.RECORD_TOO_LARGE,
                        "the header does not end within the file's first " + HEAD_BYTES
                                + " bytes; are its line ends and quotes right?");
            }
            return first;
        }
        Set<String> alsoKnown = new HashSet<>();
        options.columns().names().forEach(column -> alsoKnown.add(ColumnMatch.key(fileName(column))));
        return first.filter(record -> {
            long known = record.names().stream()
                    .filter(name -> match.knows(name) || alsoKnown.contains(ColumnMatch.key(name)))
                    .count();
            return known * 2 >= record.names().size();
        });
    }

    private List<Integer> mapping(Optional<List<String>> header) {
        if (options.columns().isEmpty()) {
            return header.map(match::byName).orElseGet(match::byPosition);
        }
        if (!pairs()) {
            return match.byName(options.columns().names());
        }
        Map<String, String> renamed = new HashMap<>();
        List<String> faults = new ArrayList<>();
        Set<String> there = new HashSet<>();
        header.ifPresent(names -> names.forEach(name -> there.add(ColumnMatch.key(name))));
        for (String pair : options.columns().names()) {
            String key = ColumnMatch.key(fileName(pair));
            renamed.put(key, pair.substring(pair.indexOf(':') + 1));
            if (!there.contains(key)) {
                faults.add("the file's header has no '" + fileName(pair) + "', which the option columns names");
            }
        }
        if (!faults.isEmpty()) {
            throw match.unknown(faults, header.orElse(List.of()));
        }
        return match.byName(header.orElseThrow().stream()
                .map(name -> renamed.getOrDefault(ColumnMatch.key(name), name))
                .toList());
    }

    private boolean pairs() {
        return options.columns().names().stream().anyMatch(name -> name.contains(":"));
    }

    private static String fileName(String column) {
        int colon = column.indexOf(':');
        return colon < 0 ? column : column.substring(0, colon);
    }

    private String hint(Map<Integer, Integer> fieldCounts, int wanted) {
        if (fieldCounts.isEmpty() || fieldCounts.containsKey(wanted)) {
            return "";
        }
        int usual = fieldCounts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        return "most records have " + usual + (usual == 1 ? " field" : " fields") + " where " + wanted
                + " are wanted for " + table + "; is the delimiter right?";
    }
}
