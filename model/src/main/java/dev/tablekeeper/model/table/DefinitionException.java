package dev.tablekeeper.model.table;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.List;
import java.util.stream.Collectors;

/** Definitions that cannot be used; the message has every fault of every file, one a line. */
public final class DefinitionException extends Failure {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    public DefinitionException(List<Fault> faults) {
        super(FailureType.INVALID_REQUEST, message(faults));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }

    private static String message(List<Fault> faults) {
        String count = faults.size() == 1 ? "1 fault" : faults.size() + " faults";
        return faults.stream()
                .map(Fault::toString)
                .collect(Collectors.joining("\n", count + " in the definitions:\n", ""));
    }

    /**
     * One thing to mend.
     *
     * @param file the file or folder
     * @param line counted from 1; 0 where the fault is the whole file's
     * @param column counted from 1; 0 where the fault is the whole line's
     * @param problem what is wrong, with which value, and what to do
     */
    public record Fault(String file, int line, int column, String problem) {
        @Override
        public String toString() {
            return file + (line == 0 ? "" : ":" + line) + (column == 0 ? "" : ":" + column) + ": " + problem;
        }
    }
}
