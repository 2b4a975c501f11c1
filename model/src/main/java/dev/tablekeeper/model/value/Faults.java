package dev.tablekeeper.model.value;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one row: the first faults in full, and how many more there are. */
final class Faults {
    /** As many as a person reads; a hostile row may have a million. */
    private static final int MOST = 20;

    private final List<Fault> faults = new ArrayList<>();
    private int more;

    void add(String column, RejectCode code, String reason) {
        add(new Fault(column, code, reason));
    }

    void add(Fault fault) {
        if (faults.size() < MOST) {
            faults.add(fault);
        } else {
            more++;
        }
    }

    boolean none() {
        return faults.isEmpty();
    }

    List<Fault> list() {
        if (more == 0) {
            return faults;
        }
        List<Fault> all = new ArrayList<>(faults);
        Fault last = all.remove(all.size() - 1);
        all.add(new Fault(last.column(), last.code(), last.reason() + " (the row has " + more + " more faults)"));
        return all;
    }
}
