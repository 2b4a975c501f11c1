package dev.tablekeeper.conformance;

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

    /** Prints the closing line and ends the process. */
    public void exit() {
        say(passed + " passed, " + failed + " failed");
        System.out.flush();
        Runtime.getRuntime().exit(failed.get() == 0 && passed.get() > 0 ? 0 : 1);
    }
}
