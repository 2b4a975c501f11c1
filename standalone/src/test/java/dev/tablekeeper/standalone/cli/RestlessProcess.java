package dev.tablekeeper.standalone.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process that says when it runs and when it is to come to rest, and never does. */
final class RestlessProcess {
    private RestlessProcess() {}

    /** @param arguments the seconds that it has to come to rest */
    public static void main(String[] arguments) throws InterruptedException {
        Shutdown shutdown = Shutdown.with(
                RestlessProcess::neverRest, Duration.ofSeconds(Integer.parseInt(arguments[0])), System.err);
        System.out.println("runs");
        shutdown.await();
    }

    private static void neverRest() {
        System.out.println("comes to rest");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
