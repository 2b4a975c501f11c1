package dev.tablekeeper.worker.load;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.worker.load.LoadActivities.Inspection;
import dev.tablekeeper.worker.load.LoadActivities.RangeCounts;

/** Whether what was read may be loaded. */
final class Decision {
    private Decision() {}

    /** @throws Failure TOO_MANY_REJECTS or EMPTY_SOURCE where it may not */
    static void check(LoadCsv.Input input, Inspection found, RangeCounts counts) {
        if (input.maxRejected().exceededBy(counts.rejected(), counts.read())) {
            throw new Failure(
                    FailureType.TOO_MANY_REJECTS,
                    counts.rejected() + " of " + counts.read() + " records were rejected; at most "
                            + input.maxRejected().text() + " may be (maxRejected). Nothing was loaded. "
                            + (found.hint().isEmpty() ? "" : found.hint() + " ")
                            + "The rejects say what is wrong with each.");
        }
        if (input.mode() == LoadCsv.Mode.REPLACE && counts.read() == 0 && found.bytes() == 0 && !found.header()) {
            throw new Failure(
                    FailureType.EMPTY_SOURCE,
                    "The source is empty, and mode=replace would leave the table empty. Nothing was changed. To empty"
                            + " the table on purpose, load a file that has a header and no records.");
        }
    }
}
