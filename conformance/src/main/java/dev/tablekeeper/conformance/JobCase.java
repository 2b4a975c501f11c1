package dev.tablekeeper.conformance;

import dev.tablekeeper.stores.Warehouse.Intake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * One kind of job: how the numbered one is asked for, and what has to be there when those with the numbers 1 to n were
 * done, each once.
 */
public interface JobCase {

    /** Its name on the command line. */
    String text();

    /** The same, as it is handed to another process. */
    String name();

    /** What the warehouse is made to say of itself, so that both ways of a load are taken. */
    Intake intake();

    /** Whether it is gone through on each Temporal. */
    boolean onEachTemporal();

    /** Whether no other goes the same way and differs in little: then a brief run goes through all of it too. */
    boolean typical();

    /** Whether there is a workflow. */
    boolean hasWorkflow();

    /** Whether its workflow can be reset while its write to the warehouse is held. */
    boolean canBeHeld();

    /** Does what has to be there before the numbered job; when done again it does nothing. */
    default void prepare(Client client, int number) throws IOException {}

    /** The request for the numbered job, which was prepared. */
    Request request(Client client, int number) throws IOException;

    /**
     * Waits for the job's end and looks.
     *
     * @param number of the job
     * @param jobs how many there were in this world, from the first on
     */
    void look(JobCheck check, String job, int number, int jobs) throws IOException;

    /** @param path with its query */
    record Request(String path, String contentType, ByteBuffer body) {}

    /** Every case there is. */
    static List<JobCase> all() {
        return Stream.concat(Stream.of(RowsCase.values()), Stream.of(BackupCase.values()))
                .map(JobCase.class::cast)
                .toList();
    }

    /** The one with that {@link #name()}. */
    static JobCase named(String name) {
        return all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no case " + name));
    }
}
