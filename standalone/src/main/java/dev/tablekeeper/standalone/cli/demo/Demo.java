package dev.tablekeeper.standalone.cli.demo;

import dev.tablekeeper.standalone.cli.client.RequestRefused;
import dev.tablekeeper.standalone.cli.client.RestClient;
import dev.tablekeeper.standalone.cli.client.ServerUnreachable;
import dev.tablekeeper.standalone.cli.print.Terminal;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The demonstration: its acts, one after the other, on a server that holds nothing yet. */
public final class Demo {
    private final Stage stage;

    /**
     * @param samples the folder of the sample files
     * @param folder where the demonstration may leave files
     * @param stopping whether the end was asked for meanwhile
     */
    public Demo(Terminal terminal, RestClient client, Path samples, Path folder, BooleanSupplier stopping) {
        this.stage = new Stage(terminal, client, samples, folder, stopping);
    }

    private static List<Act> acts() {
        LoadSmallTables small = new LoadSmallTables();
        LoadDirtyFile dirty = new LoadDirtyFile();
        BackUp backup = new BackUp();
        LoseTable loss = new LoseTable();
        return List.of(
                small,
                dirty,
                new LoadMendedRejects(dirty),
                new LoadOtherDialect(),
                new InsertBatch(),
                new AskAgain(small),
                new ShowMetrics(),
                backup,
                loss,
                new RestoreTable(backup, loss));
    }

    /** Plays all acts; what was not as it should be, a sentence each. */
    public List<String> play() {
        int number = 0;
        for (Act act : acts()) {
            number++;
            stage.say("", number + ". " + act.title(), "");
            try {
                act.play(stage);
            } catch (RequestRefused | ServerUnreachable | UncheckedIOException | IllegalStateException e) {
                // What follows builds upon it.
                stage.surprise(act.title() + ": " + e.getMessage());
                break;
            }
        }
        return stage.surprises();
    }
}
