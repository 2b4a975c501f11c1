package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.api.TemporalUi;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.worker.Workers;
import java.util.Optional;

/** A Temporal that was chosen, and the workers that serve it. Not to be used any more once it is closed. */
public interface TemporalConnection extends AutoCloseable {

    /** What jobs are started on and looked up in. */
    WorkflowServers servers();

    /**
     * Lets these workers serve it, from now on or as soon as it can be reached. Called once.
     */
    void serve(Workers workers);

    /** What to do when jobs have lost their workflows, because the server they ran on was given up: start them anew. */
    default void whenMoved(Runnable then) {}

    /** Where people can look at it, if anywhere. */
    Optional<TemporalUi> ui();

    /** One line for who starts the system: which Temporal this is, and what it lacks, if anything. */
    String description();

    /**
     * Whether its jobs can be found by {@link dev.tablekeeper.jobs.JobSearchAttributes}: false where it knows none, or not
     * yet.
     */
    default boolean searchable() {
        return false;
    }

    /** Whether it can be reached now. */
    boolean reachable();

    /** Lets the workers finish what they can, then lets go of the server, and ends it if it was started for this. */
    @Override
    void close();
}
