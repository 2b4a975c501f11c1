package dev.tablekeeper.standalone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tablekeeper.standalone.cli.client.RemoteJob;
import dev.tablekeeper.standalone.cli.client.RestRequest;

/** A backup of all tables, and the proof that it restores. */
final class BackUp implements Act {
    private String backup = "";

    @Override
    public String title() {
        return "A backup of all tables at one instant; it counts only if it restores, so that is proven";
    }

    @Override
    public void play(Stage stage) {
        RemoteJob job = stage.start("backup", RestRequest.post("v1", "backups"), JsonNodeFactory.instance.objectNode());
        JsonNode result = job.json().path("result");
        backup = result.path("backup").asText();
        for (JsonNode table : result.path("tables")) {
            String name = table.path("table").asText();
            stage.expect(
                    "rows of " + name + " in the backup",
                    stage.rowsIn(name),
                    table.path("rows").asLong());
        }
        stage.say("");
        RemoteJob drill = stage.start(
                "verify",
                RestRequest.post("v1", "backups", backup, "verifications"),
                JsonNodeFactory.instance.objectNode());
        stage.expect(
                "tables that were proven",
                result.path("tables").size(),
                drill.json().path("result").path("tables").size());
    }

    /** The backup's id; empty before. */
    String backup() {
        return backup;
    }
}
