package dev.tablekeeper.model.value;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A record that was not accepted, with all it held.
 *
 * @param line the number of the line in which it began
 * @param faults what is wrong, one at least
 * @param fields its fields in the file's order, at most as many as were wanted; empty where NULL. A byte that is not
 *     UTF-8 has become the character of the same number (ISO 8859-1).
 * @param surplus the fields beyond those wanted
 */
public record Reject(long line, List<Fault> faults, List<Optional<String>> fields, List<String> surplus) {

    public Reject {
        faults = List.copyOf(faults);
        fields = List.copyOf(fields);
        surplus = List.copyOf(surplus);
        if (faults.isEmpty()) {
            throw new IllegalArgumentException("a reject has a fault");
        }
    }

    /** The first fault, which gives the column and the code. */
    public Fault fault() {
        return faults.get(0);
    }

    /** All faults in one sentence, each with its column where there are several. */
    public String reason() {
        if (faults.size() == 1) {
            return fault().reason();
        }
        return faults.stream()
                .map(fault -> fault.column().isEmpty() ? fault.reason() : fault.column() + ": " + fault.reason())
                .collect(Collectors.joining("; "));
    }
}
