package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request for a job whose input is staged already.
 *
 * @param proposedId the id the job gets unless an earlier request has given it one
 * @param input the workflow's input, given the id that the job has
 * @param key the client's idempotency key
 * @param source the generation of an object that is to be loaded once
 */
public record JobRequest(
        JobKind kind,
        List<String> tables,
        String startedBy,
        String proposedId,
        Function<String, JsonNode> input,
        Optional<Key> key,
        Optional<Source> source) {

    public JobRequest {
        tables = List.copyOf(tables);
    }

    /**
     * @param claim the name of the claim on it ({@link Claims#key})
     * @param request a hash of the request, to tell a repetition from another request with the same key
     */
    public record Key(String claim, String request) {}

    /**
     * @param claim the name of the claim on it ({@link Claims#generation})
     * @param again whether to load it although another job has done so
     * @param retryOf the failed job whose work it is, where it is one's; that claim nobody takes over
     */
    public record Source(String claim, boolean again, Optional<String> retryOf) {
        public Source(String claim, boolean again) {
            this(claim, again, Optional.empty());
        }

        /** The work of a failed job, to be done by one other. */
        static Source retryOf(String job) {
            return new Source(Names.retry(job), false, Optional.of(job));
        }
    }
}
