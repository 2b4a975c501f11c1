package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SideBySideTest {
    private static final List<Integer> MANY = IntStream.range(0, 40).boxed().toList();

    @Test
    void asManyAsAllowedAreUnderWayAndNoMore() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        // Each waits until four have come: with fewer at a time this would not end.
        CyclicBarrier four = new CyclicBarrier(4);

        List<Integer> doubled = SideBySide.each(4, MANY, () -> {}, (item, goesOn) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            await(four);
            now.decrementAndGet();
            return item * 2;
        });

        assertThat(doubled).isEqualTo(MANY.stream().map(item -> item * 2).toList());
        assertThat(most).hasValue(4);
    }

    @Test
    void afterAFailureNoOtherBeginsAndThoseUnderWayStop() {
        RuntimeException failure = new IllegalStateException("the second");
        Queue<Integer> begun = new ConcurrentLinkedQueue<>();
        assertThatThrownBy(() -> SideBySide.each(2, MANY, () -> {}, (item, goesOn) -> {
                    begun.add(item);
                    if (item == 1) {
                        throw failure;
                    }
                    while (true) {
                        goesOn.run();
                        Thread.onSpinWait();
                    }
                }))
                .isSameAs(failure);
        assertThat(begun).hasSizeLessThan(MANY.size());
    }

    @Test
    void whatTheCallerThrowsStopsAllAndComesOut() {
        RuntimeException enough = new IllegalStateException("enough");
        AtomicInteger told = new AtomicInteger();
        CountDownLatch stopped = new CountDownLatch(1);
        assertThatThrownBy(() -> SideBySide.each(
                        1,
                        List.of(1),
                        () -> {
                            if (told.incrementAndGet() == 3) {
                                throw enough;
                            }
                        },
                        (item, goesOn) -> {
                            try {
                                while (true) {
                                    goesOn.run();
                                    Thread.onSpinWait();
                                }
                            } finally {
                                stopped.countDown();
                            }
                        }))
                .isSameAs(enough);
        assertThat(stopped.getCount()).as("it has ended").isZero();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
