package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The list of jobs, newest first, as names of empty objects: {@code jobs/list/<day>/<time>~<id>~<kind>~<tables>~<what>},
 * with days and times counted down so that the store's own order is the list's. A job has one name from its acceptance
 * and one more from its end, which sorts right behind. The name of the acceptance is written before the record, so that
 * every record is listed; a name without a record is passed over.
 */
final class JobIndex {
    private static final String ROOT = "jobs/list/";
    private static final String ACCEPTED = "0";
    private static final long LAST_DAY = 99_999;
    private static final long LAST_MILLI = Duration.ofDays(1).toMillis() - 1;
    private static final int PAGE = 1_000;
    private static final int TABLES_LENGTH = 100;

    private final ObjectStore objects;

    JobIndex(ObjectStore objects) {
        this.objects = objects;
    }

    /**
     * One line of the list.
     *
     * @param position where it stands; a listing can go on after it
     * @param status how the job ended, if it did
     */
    record Entry(String position, String id, JobKind kind, String tables, Optional<JobStatus> status) {

        /** Whether both are names of one acceptance. A request that lost a race has left a name of its own. */
        boolean sameAcceptance(Entry other) {
            return stem(position).equals(stem(other.position()));
        }

        private static String stem(String position) {
            return position.substring(0, position.lastIndexOf('~'));
        }

        /** Whether the job may be about this table; where there are too many to be named, it may be about any. */
        boolean mayConcern(String table) {
            return tables.equals("+") || List.of(tables.split("\\+")).contains(table);
        }
    }

    void accepted(AcceptedJob job) {
        write(name(job, ACCEPTED));
    }

    void ended(AcceptedJob job, JobStatus status) {
        write(name(job, "1" + status.text()));
    }

    /** The entries after a position that the filter lets through. */
    List<Entry> list(String after, int limit, Predicate<Entry> filter) {
        List<Entry> entries = new ArrayList<>();
        String from = after;
        Entry open = null;
        while (true) {
            List<StoredObject> page = objects.list(ROOT, from, PAGE);
            for (StoredObject object : page) {
                from = object.name();
                Optional<Entry> next = parse(object.name());
                if (next.isEmpty()) {
                    continue;
                }
                if (open != null && !open.sameAcceptance(next.get()) && filter.test(open)) {
                    entries.add(open);
                    if (entries.size() == limit) {
                        return entries;
                    }
                }
                open = next.get();
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        if (open != null && filter.test(open)) {
            entries.add(open);
        }
        return entries;
    }

    /** Whether this entry is the job's own: a request that lost a race leaves an entry under another time. */
    static boolean listedAt(AcceptedJob job, Entry entry) {
        String own = name(job, "");
        return entry.position().startsWith(own);
    }

    static boolean isPosition(String text) {
        return text.startsWith(ROOT) && parse(text).isPresent();
    }

    /** Takes a job off the list. */
    void delete(AcceptedJob job, Optional<JobStatus> status) {
        status.ifPresent(s -> objects.delete(name(job, "1" + s.text()), Condition.any()));
        objects.delete(name(job, ACCEPTED), Condition.any());
    }

    private void write(String name) {
        if (objects.find(name).isEmpty()) {
            objects.write(name, Condition.any(), new byte[0]);
        }
    }

    private static String name(AcceptedJob job, String what) {
        Instant time = job.createdAt();
        long day = Math.floorDiv(time.toEpochMilli(), LAST_MILLI + 1);
        long milli = Math.floorMod(time.toEpochMilli(), LAST_MILLI + 1);
        String tables = String.join("+", job.tables());
        return String.format(
                Locale.ROOT,
                "%s%05d/%08d~%s~%s~%s~%s",
                ROOT,
                LAST_DAY - day,
                LAST_MILLI - milli,
                job.id(),
                job.kind().text(),
                tables.length() > TABLES_LENGTH ? "+" : tables,
                what);
    }

    private static Optional<Entry> parse(String name) {
        String[] parts = name.substring(name.lastIndexOf('/') + 1).split("~", -1);
        if (parts.length != 5 || parts[4].isEmpty()) {
            return Optional.empty();
        }
        Optional<JobStatus> status = JobStatus.ofText(parts[4].substring(1));
        return JobKind.ofText(parts[2]).map(kind -> new Entry(name, parts[1], kind, parts[3], status));
    }
}
