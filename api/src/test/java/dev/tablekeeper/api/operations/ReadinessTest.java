package dev.tablekeeper.api.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    @Test
    void aLookThatHangsIsNotWaitedForNorRepeated() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        try (Readiness readiness = new Readiness(Duration.ofMillis(50))) {
            readiness.needs("objects", () -> {});
            readiness.needs("warehouse", () -> {
                looks.incrementAndGet();
                looked.countDown();
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            readiness.serving();

            for (int times = 0; times < 3; times++) {
                assertThat(readiness.report().ready()).isFalse();
                assertThat(readiness.report().needs())
                        .containsEntry("objects", "ok")
                        .containsEntry("warehouse", "not-reached");
            }
            looked.await();
            assertThat(looks).hasValue(1);

            answer.countDown();
            await().untilAsserted(() -> assertThat(readiness.report().ready()).isTrue());
        }
    }
}
