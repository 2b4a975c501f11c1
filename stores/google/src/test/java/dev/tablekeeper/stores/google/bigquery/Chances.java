package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.bigquery.JobFate;
import dev.tablekeeper.stores.google.liar.bigquery.JobFates;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** What goes wrong by chance in random schedules, and which schedules there are. */
final class Chances {
    /** How many schedules of each kind to try, in the place of the few that the build tries. */
    private static final String MANY = "tablekeeper.seeds";

    private static final List<Fault> FAULTS = List.of(
            new Fault.LostBefore(),
            new Fault.LostAfter(),
            new Fault.Cut(),
            new Fault.Twice(),
            Fault.status(503, "backendError"));
    private static final List<JobFate> FATES = List.of(
            JobFate.running(1),
            JobFate.reportedLate(1),
            JobFate.stopped(1),
            JobFate.fails("backendError", "Try again"),
            JobFate.doneButFails("internalError", "An internal error occurred"));

    private Chances() {}

    /** A worker that dies in the middle of a step. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static LongStream seeds(long... usual) {
        Long many = Long.getLong(MANY);
        return many == null ? LongStream.of(usual) : LongStream.rangeClosed(1, many);
    }

    static boolean chance(Random random, int percent) {
        return random.nextInt(100) < percent;
    }

    static Faults faults(Random random, int percent) {
        return (call, request) -> chance(random, percent) ? FAULTS.get(random.nextInt(FAULTS.size())) : Fault.none();
    }

    static JobFates fates(Random random, int percent) {
        return job -> chance(random, percent) ? FATES.get(random.nextInt(FATES.size())) : JobFate.done();
    }
}
