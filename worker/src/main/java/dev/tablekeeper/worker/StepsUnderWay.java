package dev.tablekeeper.worker;

import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the steps of jobs that the workers of one server are doing now. */
final class StepsUnderWay extends WorkerInterceptorBase {
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong begun = new AtomicLong();

    int count() {
        return count.get();
    }

    /** How many were begun so far. */
    long begun() {
        return begun.get();
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            @Override
            public ActivityOutput execute(ActivityInput input) {
                begun.incrementAndGet();
                count.incrementAndGet();
                try {
                    return super.execute(input);
                } finally {
                    count.decrementAndGet();
                }
            }
        };
    }
}
