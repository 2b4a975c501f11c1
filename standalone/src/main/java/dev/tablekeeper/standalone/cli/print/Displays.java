package dev.tablekeeper.standalone.cli.print;

import dev.tablekeeper.standalone.cli.client.JobProgress;

/** The way to show progress that fits a terminal. */
public final class Displays {
    private Displays() {}

    public static JobProgress of(Terminal terminal) {
        return terminal.interactive()
                ? new BarProgress(terminal.err())
                : new LineProgress(terminal.err(), System::nanoTime);
    }
}
