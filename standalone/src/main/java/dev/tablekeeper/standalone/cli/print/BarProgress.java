package dev.tablekeeper.standalone.cli.print;

import dev.tablekeeper.standalone.cli.client.JobProgress;
import java.io.PrintStream;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar that is drawn over, one for each phase. For terminals. */
final class BarProgress implements JobProgress {
    private static final int REDRAW_MILLIS = 200;
    private static final long UNKNOWN = -1;
    private static final long MEGABYTE = 1_000_000;

    private final PrintStream out;
    private Optional<ProgressBar> bar = Optional.empty();
    private String phase = "";

    BarProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void show(String newPhase, long done, long total, String unit) {
        if (!newPhase.equals(phase)) {
            close();
            phase = newPhase;
            bar = Optional.of(bar(newPhase, unit));
        }
        bar.ifPresent(b -> {
            b.maxHint(total > 0 ? total : UNKNOWN);
            b.stepTo(done);
        });
    }

    @Override
    public synchronized void note(String line) {
        close();
        phase = "";
        out.println(line);
    }

    @Override
    public synchronized void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }

    private ProgressBar bar(String name, String unit) {
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(UNKNOWN)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(out));
        if (unit.equals("bytes")) {
            builder.setUnit(" MB", MEGABYTE).showSpeed();
        } else if (!unit.isEmpty()) {
            builder.setUnit(" " + unit, 1);
        }
        return builder.build();
    }
}
