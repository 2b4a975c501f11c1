package dev.tablekeeper.worker.csv;

import dev.tablekeeper.model.workflow.Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The beginning of a file, to be read in one grammar or another. A quote left open there only ends the looking. */
final class Sample {
    private static final int RECORDS = 100;

    private final byte[] head;
    private final int mark;
    private final boolean whole;

    /** @param mark how many bytes of a byte order mark come first */
    Sample(byte[] head, int mark, boolean whole) {
        this.head = head;
        this.mark = mark;
        this.whole = whole;
    }

    /** The first record, perhaps a header, and where the next one begins. */
    record First(List<String> names, long end, long nextLine) {
        private static final List<String> REJECTS = List.of("_line", "_column", "_code", "_reason");

        boolean ofRejects() {
            return names.size() >= REJECTS.size()
                    && names.subList(0, REJECTS.size()).equals(REJECTS);
        }
    }

    /** Whether there is no more of the file. */
    boolean whole() {
        return whole;
    }

    /** The first record, if it ends here. */
    Optional<First> first(RecordGrammar grammar) {
        try (RecordReader reader = reader(grammar)) {
            if (!reader.next() || !complete(reader)) {
                return Optional.empty();
            }
            List<String> names = new ArrayList<>();
            for (int i = 0; i < reader.fields(); i++) {
                int start = reader.start(i);
                names.add(new String(reader.buffer(), start, reader.end(i) - start, StandardCharsets.UTF_8).strip());
            }
            int end = mark + (int) reader.bytesRead();
            if (end < head.length && head[end - 1] == '\r' && head[end] == '\n') {
                end++;
            }
            return Optional.of(new First(names, end, reader.nextLine()));
        } catch (Failure unclosedQuote) {
            return Optional.empty();
        }
    }

    /** How many of the first records have how many fields. */
    Map<Integer, Integer> fieldCounts(RecordGrammar grammar) {
        Map<Integer, Integer> counts = new HashMap<>();
        try (RecordReader reader = reader(grammar)) {
            for (int i = 0; i < RECORDS && reader.next() && complete(reader); i++) {
                counts.merge(reader.fields(), 1, Integer::sum);
            }
        } catch (Failure unclosedQuote) {
            // Here it may be the end of the sample that leaves a quote open; if not, the reading will say so.
            return counts;
        }
        return counts;
    }

    /** The same of those that are as they should be: none where the file cannot be read to its end in this grammar. */
    Map<Integer, Integer> wellWritten(RecordGrammar grammar) {
        Map<Integer, Integer> counts = new HashMap<>();
        try (RecordReader reader = reader(grammar)) {
            for (int i = 0; reader.next() && complete(reader); i++) {
                if (i < RECORDS && !reader.badQuotes()) {
                    counts.merge(reader.fields(), 1, Integer::sum);
                }
            }
            return counts;
        } catch (Failure unclosedQuote) {
            return whole ? Map.of() : counts;
        }
    }

    private RecordReader reader(RecordGrammar grammar) {
        return new RecordReader(grammar, new ByteArrayInputStream(head, mark, head.length - mark), 1);
    }

    /** Whether the record ends here in the file, and not only in the sample. */
    private boolean complete(RecordReader reader) {
        long end = mark + reader.bytesRead();
        return whole || head[(int) end - 1] == '\n' || (head[(int) end - 1] == '\r' && end < head.length);
    }
}
