package dev.tablekeeper.worker.csv;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a file seems to be written of which no table is known: the delimiter that divides most of its first records alike.
 *
 * @param fields into how many fields most of them
 * @param others delimiters that divide as many of them alike
 * @param mark how many bytes of a byte order mark come first
 */
public record DialectGuess(String delimiter, int fields, List<String> others, int mark) {

    public DialectGuess {
        others = List.copyOf(others);
    }

    /** What a delimiter makes of the first records: how many have the usual number of fields, and what number that is. */
    private record Division(String delimiter, int fields, int records) {
        boolean betterThan(Division other) {
            return records > other.records || (records == other.records && fields > other.fields);
        }
    }

    /**
     * @param head the file's first {@link DialectDetector#HEAD_BYTES} bytes, as UTF-8, or all of them
     * @param whole whether that is the whole file
     * @throws Failure NOT_CSV where it is something else
     */
    public static DialectGuess of(byte[] head, boolean whole) {
        return of(head, whole, DialectDetector.DELIMITERS);
    }

    /** The same where the delimiter is known. */
    public static DialectGuess of(byte[] head, boolean whole, List<String> delimiters) {
        Signature.of(head).ifPresent(seems -> {
            throw new Failure(FailureType.NOT_CSV, "the file is not CSV: " + seems);
        });
        int mark = DialectDetector.mark(head);
        Sample sample = new Sample(head, mark, whole);
        List<Division> divisions = new ArrayList<>();
        for (String delimiter : delimiters) {
            divisions.add(division(delimiter, sample.wellWritten(new RecordGrammar(delimiter.charAt(0), '"', false))));
        }
        Division best = divisions.get(0);
        for (Division division : divisions) {
            best = division.betterThan(best) ? division : best;
        }
        Division chosen = best;
        List<String> others = divisions.stream()
                .filter(d -> d.fields() > 1 && d.records() == chosen.records())
                .map(Division::delimiter)
                .filter(d -> !d.equals(chosen.delimiter()))
                .toList();
        return new DialectGuess(chosen.delimiter(), chosen.fields(), others, mark);
    }

    /** A delimiter that divides nothing counts for nothing, though it does so in all records. */
    private static Division division(String delimiter, Map<Integer, Integer> counts) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey() > 1)
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new Division(delimiter, entry.getKey(), entry.getValue()))
                .orElse(new Division(delimiter, 1, 0));
    }
}
