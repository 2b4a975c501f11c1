package dev.tablekeeper.model.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Writes the staged rows of one request to their tables, to all of them or to none. */
@WorkflowInterface
public interface InsertRows {

    @WorkflowMethod(name = "InsertRows")
    Result insert(Input input);

    @QueryMethod(name = "progress", description = "How far the insert is")
    Progress progress();

    /** What becomes of rows that are in the table under the same key. */
    enum Mode {
        APPEND,
        MERGE;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The rows for one table.
     *
     * @param object the staged rows' name in the object store, an Avro file; empty where there are none
     * @param rows how many there are
     * @param rejected how many more the request had, which were rejected
     */
    record Batch(String table, Optional<String> object, Long rows, Long rejected) {
        public Batch {
            if (table == null || table.isEmpty()) {
                throw new IllegalArgumentException("table is missing");
            }
            object = object == null ? Optional.empty() : object;
            if (rows == null || rows < 0) {
                throw new IllegalArgumentException("rows is how many rows are staged for " + table);
            }
            rejected = rejected == null ? 0 : rejected;
            if (object.isPresent() != rows > 0) {
                throw new IllegalArgumentException(
                        "object names the staged rows of " + table + ", and is left out where there are none");
            }
        }
    }

    /**
     * What to write.
     *
     * @param tables one table at least, each once
     */
    record Input(List<Batch> tables, Mode mode) {
        public Input {
            if (tables == null || tables.isEmpty()) {
                throw new IllegalArgumentException("tables is missing: which staged rows go where");
            }
            tables = List.copyOf(tables);
            mode = mode == null ? Mode.APPEND : mode;
            Set<String> names = new HashSet<>();
            for (Batch batch : tables) {
                if (!names.add(batch.table())) {
                    throw new IllegalArgumentException("tables names " + batch.table() + " twice");
                }
            }
        }

        /** The tables that rows are staged for. */
        public List<Batch> staged() {
            return tables.stream().filter(batch -> batch.rows() > 0).toList();
        }
    }

    /**
     * What became of the rows: {@code rowsRead = rowsLoaded + rowsRejected + rowsSuperseded}.
     *
     * @param rowsSuperseded in a merge: rows whose key a later one of the same request has
     * @param rejects the path of the rejects, where there are any
     */
    record Result(
            long rowsRead,
            long rowsLoaded,
            long rowsRejected,
            Optional<Long> rowsSuperseded,
            List<TableResult> tables,
            Optional<String> rejects) {}

    /** The same for one table. */
    record TableResult(
            String table, long rowsRead, long rowsLoaded, long rowsRejected, Optional<Long> rowsSuperseded) {}
}
