package dev.tablekeeper.api.resource;

import dev.tablekeeper.jobs.Jobs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which jobs are worth looking at by someone who watches all: the open ones, and those that ended since. */
final class RecentJobs {
    /** More jobs than begin between two looks. */
    private static final int WINDOW = 500;

    private final Jobs jobs;
    private final Set<String> endedBefore = new HashSet<>();
    private final Set<String> open = new LinkedHashSet<>();

    RecentJobs(Jobs jobs) {
        this.jobs = jobs;
        for (Jobs.Listed job : jobs.newest(WINDOW)) {
            if (job.ended().isPresent()) {
                endedBefore.add(job.id());
            }
        }
        for (Jobs.Listed job : jobs.open()) {
            open.add(job.id());
        }
    }

    /** Their ids now, oldest first. */
    List<String> ids() {
        Set<String> newest = new LinkedHashSet<>();
        for (Jobs.Listed job : jobs.newest(WINDOW)) {
            newest.add(job.id());
        }
        endedBefore.retainAll(newest);
        List<String> ids = new ArrayList<>();
        for (String id : newest) {
            if (!endedBefore.contains(id)) {
                ids.add(0, id);
            }
        }
        ids.addAll(0, open.stream().filter(id -> !newest.contains(id)).toList());
        return ids;
    }

    /** Told of a job that has ended, so that it is let go when newer ones have taken its place. */
    void ended(String id) {
        open.remove(id);
    }
}
