package dev.tablekeeper.standalone.infer;

import dev.tablekeeper.model.table.TableDefinition;
import java.util.List;

/**
 * A table definition that the records of some files fit.
 *
 * @param seen what was read, in one sentence
 * @param doubts what a person should look at, sentence by sentence
 */
public record Inference(TableDefinition table, String seen, List<String> doubts) {
    public Inference {
        doubts = List.copyOf(doubts);
    }
}
