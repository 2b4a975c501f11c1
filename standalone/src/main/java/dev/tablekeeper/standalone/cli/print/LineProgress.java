package dev.tablekeeper.standalone.cli.print;

import dev.tablekeeper.standalone.cli.client.JobProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Progress as plain lines: one when a phase begins, then one every few seconds. For logs and pipes. */
final class LineProgress implements JobProgress {
    private static final Duration STEP = Duration.ofSeconds(5);

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private String phase = "";
    private long said;

    LineProgress(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void show(String newPhase, long done, long total, String unit) {
        long now = nanoTime.getAsLong();
        if (newPhase.equals(phase) && now - said < STEP.toNanos()) {
            return;
        }
        phase = newPhase;
        said = now;
        boolean known = done > 0 || total > 0;
        out.println(newPhase + (known ? " " + Figures.share(done, total, unit) : ""));
    }

    @Override
    public synchronized void note(String line) {
        out.println(line);
    }

    @Override
    public void close() {}
}
