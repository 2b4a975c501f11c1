package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.table.NearestName;
import dev.tablekeeper.model.workflow.LoadCsv;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Load options that lie beside a file instead of in a request: in a folder's file, in an object's metadata. */
public final class StandingOptions {
    /** A dry run leaves the file there and would be done for ever; what was loaded is not loaded again by itself. */
    private static final List<String> NOT_HERE = List.of("dryRun", "again");

    public static final List<String> NAMES = LoadCsv.Input.OPTIONS.stream()
            .filter(name -> !NOT_HERE.contains(name))
            .toList();

    private StandingOptions() {}

    /**
     * The input of a load with these options; whether a merge is possible is for the load to say, which knows the table.
     *
     * @param holder what the options lie in, as it stands after "not for": {@code a folder}
     * @param fault told of each fault, as a sentence
     * @return empty where there are faults
     */
    public static Optional<LoadCsv.Input> input(
            ObjectNode options, String table, String uri, String holder, Consumer<String> fault) {
        boolean known = true;
        for (String name : (Iterable<String>) options::fieldNames) {
            if (NOT_HERE.contains(name)) {
                fault.accept("'" + name + "' is for single requests, not for " + holder);
                known = false;
            } else if (!NAMES.contains(name)) {
                fault.accept("'" + name + "' is no load option" + NearestName.hint(name, NAMES));
                known = false;
            }
        }
        Optional<LoadCsv.Input> input = LoadOptions.ofJson(options)
                .input(
                        table,
                        false,
                        uri,
                        (name, reason) -> fault.accept(reason.startsWith(name + " ") ? reason : name + " " + reason));
        return known ? input : Optional.empty();
    }
}
