package dev.tablekeeper.worker;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.TemporalFailures;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.TemporalFailure;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what activities throw into what Temporal carries: a {@link Failure} by its type; anything else is a fault of
 * ours, which is tried a few times in a row, since a restart may cure it, and then ends the job instead of hiding in retries.
 * How often the step had to wait before that does not count.
 */
final class FailureTranslation extends WorkerInterceptorBase {
    private static final Logger LOG = LoggerFactory.getLogger(FailureTranslation.class);
    private static final int FAULTS_IN_A_ROW = 5;

    private final FaultsInARow faults = new FaultsInARow();

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            private ActivityInfo info;

            @Override
            public void init(ActivityExecutionContext context) {
                info = context.getInfo();
                super.init(context);
            }

            @Override
            public ActivityOutput execute(ActivityInput input) {
                long start = System.nanoTime();
                try {
                    ActivityOutput output = super.execute(input);
                    faults.over(info);
                    LOG.debug(
                            "{} of {} took {} ms",
                            info.getActivityType(),
                            info.getWorkflowId(),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                    return output;
                } catch (RuntimeException e) {
                    throw translate(e, info);
                }
            }
        };
    }

    private RuntimeException translate(RuntimeException thrown, ActivityInfo info) {
        if (thrown instanceof ActivityCompletionException || thrown instanceof TemporalFailure) {
            return thrown;
        }
        if (thrown instanceof Failure failure) {
            faults.over(info);
            LOG.info(
                    "{} of {}, attempt {}: {}: {}",
                    info.getActivityType(),
                    info.getWorkflowId(),
                    info.getAttempt(),
                    failure.type().code(),
                    failure.getMessage());
            return TemporalFailures.toTemporal(failure);
        }
        LOG.error("{} of {}, attempt {}", info.getActivityType(), info.getWorkflowId(), info.getAttempt(), thrown);
        if (faults.another(info) < FAULTS_IN_A_ROW) {
            return thrown;
        }
        faults.over(info);
        return TemporalFailures.toTemporal(new Failure(FailureType.INTERNAL, "An unexpected fault"));
    }
}
