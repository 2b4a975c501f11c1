package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

/** Does something for each of many, some of them at a time, while the caller's own thread says that it is alive. */
final class SideBySide {
    private static final long CALL_MILLIS = 250;

    private SideBySide() {}

    /**
     * The results in the items' order. After the first failure, or what {@code alive} throws, no other item begins, those
     * under way are told to stop by what they were given to call, and it comes out when all have ended.
     *
     * @param most how many at a time
     */
    static <T, R> List<R> each(int most, List<T> items, Runnable alive, BiFunction<T, Runnable, R> work) {
        alive.run();
        if (items.isEmpty()) {
            return List.of();
        }
        AtomicBoolean stopped = new AtomicBoolean();
        Runnable goesOn = () -> {
            if (stopped.get()) {
                throw new CancellationException();
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(most, items.size()));
        try {
            List<Future<R>> running = items.stream()
                    .map(item -> threads.submit(() -> {
                        goesOn.run();
                        return work.apply(item, goesOn);
                    }))
                    .toList();
            threads.shutdown();
            List<R> results = new ArrayList<>();
            for (Future<R> one : running) {
                results.add(await(one, running, alive));
            }
            return results;
        } finally {
            stopped.set(true);
            endOf(threads);
        }
    }

    /** Also hears at once of another one that failed. */
    private static <R> R await(Future<R> one, List<Future<R>> all, Runnable alive) {
        while (true) {
            alive.run();
            Optional<R> result = get(one, CALL_MILLIS);
            if (result.isPresent()) {
                return result.get();
            }
            all.stream().filter(Future::isDone).forEach(other -> get(other, 0));
        }
    }

    private static <R> Optional<R> get(Future<R> one, long millis) {
        try {
            return Optional.of(one.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(FailureType.UNAVAILABLE, "interrupted while tables were frozen", e);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    private static void endOf(ExecutorService threads) {
        threads.shutdown();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
