package dev.tablekeeper.worker.load;

import dev.tablekeeper.jobs.Names;
import java.util.Locale;

/** The names of what a load stages. */
final class Staging {
    private Staging() {}

    /** A source made plain. */
    static String plain(String job, int file) {
        return name(job, "plain", file, "csv");
    }

    /** The accepted rows of a range, for a warehouse that takes them staged. */
    static String rows(String job, int range) {
        return name(job, "part", range, "avro");
    }

    /** The rejected records of a range. */
    static String rejects(String job, int range) {
        return name(job, "rejects", range, "csv");
    }

    private static String name(String job, String what, int number, String ending) {
        return String.format(Locale.ROOT, "%s%s-%05d.%s", Names.staging(job), what, number, ending);
    }
}
