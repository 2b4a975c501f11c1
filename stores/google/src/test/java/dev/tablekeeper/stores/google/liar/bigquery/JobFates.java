package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/** What becomes of which job. Asked once for each job that gets an id, in the order in which they come. */
@FunctionalInterface
public interface JobFates {

    /** A job as it was inserted: its id, and its configuration as in the REST resource. */
    record Inserted(int number, String id, JsonNode configuration) {
        public boolean query() {
            return configuration.has("query");
        }

        public boolean load() {
            return configuration.has("load");
        }
    }

    JobFate next(Inserted job);

    static JobFates none() {
        return job -> JobFate.done();
    }

    /** This fate for the job with this number, 0 for the first. */
    static JobFates at(int number, JobFate fate) {
        return job -> job.number() == number ? fate : JobFate.done();
    }

    /** This fate for each job that is meant. */
    static JobFates whenever(Predicate<Inserted> meant, JobFate fate) {
        return job -> meant.test(job) ? fate : JobFate.done();
    }
}
