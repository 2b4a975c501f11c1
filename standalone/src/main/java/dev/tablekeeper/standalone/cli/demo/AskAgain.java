package dev.tablekeeper.standalone.cli.demo;

import dev.tablekeeper.standalone.cli.client.RemoteJob;

/** A request that is sent twice, as after a lost answer. */
final class AskAgain implements Act {
    private final LoadSmallTables before;

    AskAgain(LoadSmallTables before) {
        this.before = before;
    }

    @Override
    public String title() {
        return "The same request again: the same job, no doubled rows";
    }

    @Override
    public void play(Stage stage) {
        stage.say("(sent with the Idempotency-Key of the first time)");
        RemoteJob job = stage.load(Sample.DEPARTMENTS, before.idempotencyKey());
        stage.expect("the job of the repeated request", before.departmentsJob(), job.id());
        long rows = stage.rowsIn(Sample.DEPARTMENTS.table());
        stage.expect("rows in departments", Sample.DEPARTMENTS.loaded(), rows);
        stage.say("It is the job of act 1, and departments still has " + rows + " rows.");
    }
}
