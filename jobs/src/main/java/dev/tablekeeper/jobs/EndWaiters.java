package dev.tablekeeper.jobs;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** Those in this process who wait for jobs' ends; each is forgotten as soon as its future is done, whoever completes it. */
final class EndWaiters {
    private final ConcurrentMap<String, List<CompletableFuture<Optional<EndedJob>>>> waiting =
            new ConcurrentHashMap<>();

    /** Completes with the job's end if that is told of from now on; on the thread that tells of it. */
    CompletableFuture<Optional<EndedJob>> next(String job) {
        CompletableFuture<Optional<EndedJob>> waiter = new CompletableFuture<>();
        waiting.merge(
                job,
                List.of(waiter),
                (old, more) -> Stream.concat(old.stream(), more.stream()).toList());
        var unused =
                waiter.whenComplete((end, failure) -> waiting.computeIfPresent(job, (id, all) -> without(all, waiter)));
        return waiter;
    }

    /** Tells of an end that stands in the journal. */
    void tell(EndedJob end) {
        waiting.getOrDefault(end.id(), List.of()).forEach(waiter -> waiter.complete(Optional.of(end)));
    }

    boolean nobody() {
        return waiting.isEmpty();
    }

    private static <T> List<T> without(List<T> all, T one) {
        List<T> left = all.stream().filter(other -> !other.equals(one)).toList();
        return left.isEmpty() ? null : left;
    }
}
