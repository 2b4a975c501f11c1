package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.Plans;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a restore or a drill chose to do, once.
 *
 * @param units which targets one staging step does, by their positions
 */
record RestorePlan(String backup, Instant instant, List<Target> targets, List<List<Integer>> units) {
    /** The step of the plan under which it is kept. */
    static final String STEP = "restore";

    private static final long UNIT_ROWS = 1_000_000;
    private static final int UNIT_TABLES = 50;

    RestorePlan {
        targets = List.copyOf(targets);
        units = units.stream().map(List::copyOf).toList();
    }

    /**
     * One table.
     *
     * @param backedUp its name in the backup
     * @param into where it goes
     * @param definition what it is to be there
     */
    record Target(String backedUp, TableName into, TableDefinition definition, long rows, long bytes) {}

    /** The plan that the job has made. */
    static RestorePlan require(Plans plans, String job) {
        return plans.find(job, STEP, RestorePlan.class)
                .orElseThrow(() -> new Failure(FailureType.INTERNAL, "the job " + job + " has lost its plan"));
    }

    /** The step of the plan under which it is kept what one unit has staged. */
    static String step(int unit) {
        return "stage-" + unit;
    }

    /** What was staged, and found equal to the backup: by target, the content in all of the target's columns. */
    record Staged(List<Content> contents) {
        Staged {
            contents = List.copyOf(contents);
        }
    }

    static RestorePlan of(Manifest manifest, List<Target> targets) {
        List<List<Integer>> units = new ArrayList<>();
        List<Integer> unit = new ArrayList<>();
        long rows = 0;
        for (int i = 0; i < targets.size(); i++) {
            long more = targets.get(i).rows();
            if (!unit.isEmpty() && (rows + more > UNIT_ROWS || unit.size() == UNIT_TABLES)) {
                units.add(unit);
                unit = new ArrayList<>();
                rows = 0;
            }
            unit.add(i);
            rows += more;
        }
        if (!unit.isEmpty()) {
            units.add(unit);
        }
        return new RestorePlan(manifest.id(), manifest.instant(), targets, units);
    }

    List<TableName> tables() {
        return targets.stream().map(Target::into).toList();
    }

    long rows() {
        return targets.stream().mapToLong(Target::rows).sum();
    }
}
