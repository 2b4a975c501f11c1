package dev.tablekeeper.standalone.cli.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestRequest;
import java.util.Optional;

/** The way back: first a look at what would change, then the restore, which could be undone. */
final class RestoreTable implements Act {
    private final BackUp before;
    private final LoseTable loss;

    RestoreTable(BackUp before, LoseTable loss) {
        this.before = before;
        this.loss = loss;
    }

    @Override
    public String title() {
        return "The way back: see what a restore would change, restore, and be able to undo that too";
    }

    @Override
    public void play(Stage stage) {
        String table = Sample.EMPLOYEES.table();
        RestRequest route = RestRequest.post("v1", "restores");
        long lost = stage.rowsIn(table);
        stage.start("restore", route, JsonNodeFactory.instance.objectNode());
        stage.expect("rows in " + table + " after a dry run", lost, stage.rowsIn(table));

        stage.say("");
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("backup", before.backup());
        body.putArray("tables").add(table);
        RemoteJob job = stage.start("restore " + before.backup() + " --tables " + table, route, body);
        stage.expect(
                "rows that the backup does not have",
                lost,
                job.count("rowsReplaced").orElse(-1));
        long rows = stage.rowsIn(table);
        stage.expect("rows in " + table + " again", loss.rowsBefore(), rows);
        stage.expect(
                "the metric " + LoseTable.METRIC + " as before the loss",
                loss.metricBefore(),
                stage.view(LoseTable.METRIC, Optional.empty()));
        stage.say("All " + rows + " rows are back, and the metrics say what they said before.");
    }
}
