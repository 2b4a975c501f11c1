package dev.tablekeeper.worker;

import io.temporal.activity.ActivityInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often in a row each step has failed in this process for a reason that nobody expected. What it forgets, when there
 * are too many or the process ends, is tried a few times more.
 */
final class FaultsInARow {
    private static final int MOST_STEPS = 10_000;

    private final Map<Step, Integer> faults = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Step, Integer> eldest) {
            return size() > MOST_STEPS;
        }
    };

    private record Step(String workflow, String run, String activity) {
        static Step of(ActivityInfo info) {
            return new Step(info.getWorkflowId(), info.getWorkflowRunId(), info.getActivityId());
        }
    }

    /** One more; returns how many that makes. */
    synchronized int another(ActivityInfo info) {
        return faults.merge(Step.of(info), 1, Integer::sum);
    }

    /** The step has succeeded, or failed for a reason that is known, or for good. */
    synchronized void over(ActivityInfo info) {
        faults.remove(Step.of(info));
    }
}
