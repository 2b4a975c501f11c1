package dev.tablekeeper.standalone.clock;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Something that is to be done once in each period of a rhythm; of those that were missed, the latest only. */
final class Duty {
    private final String name;
    private final Rhythm rhythm;
    private final Predicate<String> work;
    private Optional<String> done = Optional.empty();

    /**
     * @param work does it for a period, or finds it done, however often it is called for the same; false where there is
     *     nothing yet to do it with
     */
    Duty(String name, Rhythm rhythm, Predicate<String> work) {
        this.name = name;
        this.rhythm = rhythm;
        this.work = work;
    }

    String name() {
        return name;
    }

    /** Does what is due, unless that was done. What was due before {@code since} was nobody's to do. */
    void see(Instant now, Instant since) {
        Optional<Rhythm.Due> due = rhythm.latest(now)
                .filter(latest -> !latest.at().isBefore(since))
                .filter(latest -> !done.equals(Optional.of(latest.period())));
        if (due.isPresent() && work.test(due.get().period())) {
            done = due.map(Rhythm.Due::period);
        }
    }
}
