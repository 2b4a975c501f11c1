package dev.tablekeeper.api;

import dev.tablekeeper.model.workflow.JobStatus;
import java.util.concurrent.CountDownLatch;

/** Holds all {@link GatedLoad}s back until it is opened; then they end with one rejected row. */
final class Gate implements JobEnding {
    private final CountDownLatch opened = new CountDownLatch(1);
    private final World world;

    Gate(World world) {
        this.world = world;
    }

    void open() {
        opened.countDown();
    }

    @Override
    public void end(String job) {
        try {
            opened.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        world.end(job, JobStatus.SUCCEEDED, 1);
    }
}
