package dev.tablekeeper.worker.insert;

import dev.tablekeeper.jobs.Inserts;
import dev.tablekeeper.jobs.JudgedRows;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.value.JsonRowParser;
import dev.tablekeeper.model.value.Reject;
import dev.tablekeeper.model.workflow.InsertRows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of requests, judged as the API judges them. */
public final class Rows {
    private Rows() {}

    public static Inserts.Batch batch(InsertRows.Mode mode, JudgedRows... tables) {
        return new Inserts.Batch(List.of(tables), mode, "test", Optional.empty());
    }

    public static JudgedRows judged(TableDefinition table, String... rows) {
        RowBatch accepted = new RowBatch(table.columns(), rows.length);
        JsonRowParser parser = new JsonRowParser(table);
        List<Reject> rejects = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            byte[] row = rows[i].getBytes(StandardCharsets.UTF_8);
            parser.accept(row, 0, row.length, i + 1, accepted).ifPresent(rejects::add);
        }
        return new JudgedRows(table, accepted, rejects);
    }
}
