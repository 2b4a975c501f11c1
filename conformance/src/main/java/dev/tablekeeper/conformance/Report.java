package dev.tablekeeper.conformance;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what passed and what failed, says what failed at once, and ends with the line that {@code run} adds up. */
public final class Report {
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    public void say(String line) {
        System.out.println(line);
    }

    public void passed() {
        passed.incrementAndGet();
    }

    public void failed(String what) {
        failed.incrementAndGet();
        say("FAILED " + what);
    }

    /** One thing that passes unless there are faults. */
    public void result(String what, Iterable<String> faults) {
        boolean right = true;
        for (String fault : faults) {
            right = false;
            say("  " + what + ": " + fault);
        }
        if (right) {
            passed();
            say("passed " + what);
        } else {
            failed(what);
        }
    }

    /** A part of the conformance run. */
    public interface Part {
        void run(Report report) throws Exception;
    }

    /** Runs a part, prints the closing line, and ends the process: non-zero where anything failed or nothing was done. */
    public static void of(Part part) {
        Path work = Path.of(System.getProperty("conformance.work"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Leftovers.end(work), "end-leftovers"));
        Report report = new Report();
        try {
            part.run(report);
        } catch (Exception e) {
            e.printStackTrace();
            report.failed("it was broken off: " + e);
        }
        report.say(report.passed + " passed, " + report.failed + " failed");
        System.out.flush();
        Runtime.getRuntime().exit(report.failed.get() == 0 && report.passed.get() > 0 ? 0 : 1);
    }
}
