package dev.tablekeeper.jobs;

/**
 * Is told what this process wrote into the journal, once for each entry and after it stands: whoever finds an entry
 * standing tells nothing. Called on the writer's thread, so it does not wait and does not throw. An entry whose writer
 * died in between is told to nobody.
 */
public interface JobListener {
    JobListener NONE = new JobListener() {};

    default void accepted(AcceptedJob job) {}

    default void ended(AcceptedJob job, EndedJob ended) {}
}
