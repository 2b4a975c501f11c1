package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import dev.tablekeeper.stores.StoredObject;
import java.util.List;
import java.util.Optional;

/**
 * Finds again what a failed load was to read: its upload, what it has set aside, or what still lies where it was. Of a glob
 * it is what the failed load had taken, if it had taken anything.
 */
public final class RetriedLoads implements Retries.Redo {
    private final Sources sources;
    private final SetAside aside;
    private final JobRecords records;

    public RetriedLoads(Sources sources, SetAside aside, JobRecords records) {
        this.sources = sources;
        this.aside = aside;
        this.records = records;
    }

    /** What is done by the failed load itself, unless it still tidies up. */
    @Override
    public void settle(AcceptedJob failed, JobStatus end) {
        if (records.index().isOpen(failed)) {
            aside.moveAll(failed, end, sources, () -> {});
        }
    }

    @Override
    public JsonNode input(AcceptedJob failed, JobStatus end) {
        if (StoredLoads.refused(failed)) {
            throw Retries.notPossible(
                    failed,
                    "has no options that could be used again. Mend the file that its error names, then move what lies in "
                            + Names.failed(failed.id()) + " into " + Names.INCOMING + " again.");
        }
        LoadCsv.Input input = Json.MAPPER.convertValue(failed.input(), LoadCsv.Input.class);
        return Json.MAPPER.valueToTree(setAside(failed, input).orElseGet(() -> whereItWas(failed, input)));
    }

    private Optional<LoadCsv.Input> setAside(AcceptedJob failed, LoadCsv.Input input) {
        if (!input.uri().startsWith(Names.INCOMING)) {
            return Optional.empty();
        }
        String uri = Names.failed(failed.id()) + input.uri().substring(Names.INCOMING.length());
        Sources.Source source = sources.internal(uri);
        List<StoredObject> found = source.objects();
        return found.isEmpty() ? Optional.empty() : Optional.of(input.withSource(uri, generation(source, found)));
    }

    private LoadCsv.Input whereItWas(AcceptedJob failed, LoadCsv.Input input) {
        Sources.Source source = source(failed, input.uri());
        List<StoredObject> found = source.objects();
        if (found.isEmpty()) {
            throw Retries.notPossible(
                    failed, "was to read '" + input.uri() + "', which is not there any more. Load it as a new job.");
        }
        Optional<Long> generation = generation(source, found);
        if (input.generation().isPresent() && !input.generation().equals(generation)) {
            throw Retries.notPossible(
                    failed,
                    "was to read '" + input.uri() + "', in whose place there is something else by now. Load that as a"
                            + " new job.");
        }
        return input.withSource(input.uri(), generation);
    }

    private Sources.Source source(AcceptedJob failed, String uri) {
        try {
            return own(uri) ? sources.internal(uri) : sources.allowed(uri);
        } catch (Failure e) {
            if (e.type() == FailureType.PERMISSION_DENIED) {
                throw Retries.notPossible(failed, "cannot be done anew: " + e.getMessage() + ".");
            }
            throw e;
        }
    }

    /** Whether a {@code uri} is one that only the system itself gives, to the retry of a job. */
    public static boolean own(String uri) {
        return uri.startsWith(Names.UPLOADS) || uri.startsWith(Names.FAILED);
    }

    private static Optional<Long> generation(Sources.Source source, List<StoredObject> found) {
        return source.glob() ? Optional.empty() : Optional.of(found.get(0).generation());
    }
}
