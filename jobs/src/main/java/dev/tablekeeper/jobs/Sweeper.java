package dev.tablekeeper.jobs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes what a crash has cut off: starts the workflow of every accepted job that has not ended, and
 * cancels it if that was asked for. Safe beside other
 * sweepers and beside requests, because starting a workflow twice starts it once.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int PAGE = 500;

    private final JobRecords records;
    private final WorkflowStarter starter;
    private final RunningJobs running;

    public Sweeper(JobRecords records, WorkflowStarter starter, RunningJobs running) {
        this.records = records;
        this.starter = starter;
        this.running = running;
    }

    /** Looks at every job once; returns how many had not ended. */
    public int sweep() {
        int open = 0;
        String after = "";
        while (true) {
            var entries =
                    records.index().list(after, PAGE, entry -> entry.status().isEmpty());
            for (JobIndex.Entry entry : entries) {
                after = entry.position();
                if (startIfOpen(entry)) {
                    open++;
                }
            }
            if (entries.size() < PAGE) {
                return open;
            }
        }
    }

    private boolean startIfOpen(JobIndex.Entry entry) {
        try {
            var job = records.accepted(entry.id()).filter(j -> JobIndex.listedAt(j, entry));
            if (job.isEmpty() || records.ended(entry.id()).isPresent()) {
                return false;
            }
            starter.start(job.get());
            if (records.cancelRequested(entry.id())) {
                running.cancel(job.get());
            }
            return true;
        } catch (RuntimeException e) {
            LOG.warn("job {} could not be looked at or started: {}", entry.id(), e.toString());
            return false;
        }
    }
}
