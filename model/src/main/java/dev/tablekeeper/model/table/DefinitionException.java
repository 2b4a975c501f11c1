package dev.tablekeeper.model.table;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.List;

/** The faults of table and view definitions, all at once: each with file, line, what is wrong and what to do. */
public final class DefinitionException extends Failure {
    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    public DefinitionException(List<String> faults) {
        super(FailureType.INVALID_REQUEST, String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
