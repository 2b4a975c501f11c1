package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The list of jobs, newest first, as names of empty objects: {@code jobs/open/<day>/<time>~<id>~<kind>~<tables>} from
 * before the job's record is written until nothing is left to do, and {@code jobs/ended/…~<status>} from its end on. Days
 * and times are counted down, so that the store's own order is the list's. What is open can be listed without what has
 * ended; a name without a record is passed over.
 */
final class JobIndex {
    private static final String OPEN = "jobs/open/";
    private static final String ENDED = "jobs/ended/";
    private static final long LAST_DAY = 99_999;
    private static final long LAST_MILLI = Duration.ofDays(1).toMillis() - 1;
    private static final Pattern TIME = Pattern.compile("\\d{5}/\\d{8}");
    private static final int PAGE = 1_000;

    /** Tables that nobody described may have any names, and there may be many: such are not named here. */
    private static final Pattern TABLES = Pattern.compile("[a-z0-9_+]{1,100}");

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

        /** Whether someone who sees only some tables may see the job; where they are not named, it is possible. */
        boolean mayBeSeen(Predicate<List<String>> visible) {
            return tables.equals("+") || visible.test(List.of(tables.split("\\+")));
        }

        /** Whether the job may be about this table; where there are too many to be named, it may be about any. */
        boolean mayConcern(String table) {
            return tables.equals("+") || List.of(tables.split("\\+")).contains(table);
        }

        /** When the job was accepted, to the millisecond. */
        Instant acceptedAt() {
            int slash = position.indexOf('/');
            long day = LAST_DAY - Long.parseLong(position.substring(0, slash));
            long milli = LAST_MILLI - Long.parseLong(position.substring(slash + 1, position.indexOf('~')));
            return Instant.ofEpochMilli(day * (LAST_MILLI + 1) + milli);
        }

        /** Whether this is the job's own entry: a request that lost a race has left one under another time. */
        boolean isOf(AcceptedJob job) {
            return position.equals(positionOf(job));
        }
    }

    void accepted(AcceptedJob job) {
        write(OPEN + positionOf(job));
    }

    /** Takes back the name of an acceptance that came too late, where it is another than that of the one that stands. */
    void withdraw(AcceptedJob late, AcceptedJob standing) {
        if (!positionOf(late).equals(positionOf(standing))) {
            objects.delete(OPEN + positionOf(late), Condition.any());
        }
    }

    /** It stays among the open ones too until it is {@link #closed}; its end is what counts. */
    void ended(AcceptedJob job, JobStatus status) {
        write(ENDED + positionOf(job) + "~" + status.text());
    }

    /** Takes an ended job off the open ones. */
    void closed(AcceptedJob job) {
        objects.delete(OPEN + positionOf(job), Condition.any());
    }

    boolean isOpen(AcceptedJob job) {
        return objects.find(OPEN + positionOf(job)).isPresent();
    }

    /** Takes an entry off the list. */
    void delete(Entry entry) {
        entry.status().ifPresent(s -> objects.delete(ENDED + entry.position() + "~" + s.text(), Condition.any()));
        objects.delete(OPEN + entry.position(), Condition.any());
    }

    /**
     * The entries after a position that the filter lets through, open or ended. For each stretch of the list the open ones
     * are read first: one that ends meanwhile is then found among the ended.
     */
    List<Entry> list(String after, int limit, Predicate<Entry> filter) {
        List<Entry> entries = new ArrayList<>();
        String from = after;
        while (true) {
            List<Entry> open = open(from, PAGE);
            boolean rest = open.size() < PAGE;
            Stretch ended = new Stretch(from, rest ? "~" : open.get(PAGE - 1).position());
            Iterator<Entry> merged = new Merged(open.iterator(), ended);
            while (merged.hasNext()) {
                Entry entry = merged.next();
                if (filter.test(entry)) {
                    entries.add(entry);
                    if (entries.size() == limit) {
                        return entries;
                    }
                }
            }
            if (rest) {
                return entries;
            }
            from = open.get(PAGE - 1).position();
        }
    }

    /** The entries of jobs that have not ended, or only just; a page of less than {@code limit} is the last. */
    List<Entry> open(String after, int limit) {
        List<Entry> entries = new ArrayList<>();
        String from = OPEN + after;
        while (entries.size() < limit) {
            List<StoredObject> page = objects.list(OPEN, from, limit - entries.size());
            for (StoredObject object : page) {
                from = object.name();
                parse(from.substring(OPEN.length()), Optional.empty()).ifPresent(entries::add);
            }
            if (page.isEmpty()) {
                break;
            }
        }
        return entries;
    }

    /** The entries of ended jobs that were accepted on that day or before, newest first. */
    List<Entry> endedAcceptedUpTo(Instant time, String after, int limit) {
        String first = String.format(Locale.ROOT, "%05d", LAST_DAY - day(time));
        List<Entry> entries = new ArrayList<>();
        Stretch ended = new Stretch(after.isEmpty() ? first : after, "~");
        while (entries.size() < limit && ended.hasNext()) {
            entries.add(ended.next());
        }
        return entries;
    }

    static boolean isPosition(String text) {
        return parse(text, Optional.empty()).isPresent();
    }

    private void write(String name) {
        if (objects.find(name).isEmpty()) {
            objects.write(name, Condition.any(), new byte[0]);
        }
    }

    private static String positionOf(AcceptedJob job) {
        String tables = String.join("+", job.tables());
        return String.format(
                Locale.ROOT,
                "%05d/%08d~%s~%s~%s",
                LAST_DAY - day(job.createdAt()),
                LAST_MILLI - Math.floorMod(job.createdAt().toEpochMilli(), LAST_MILLI + 1),
                job.id(),
                job.kind().text(),
                TABLES.matcher(tables).matches() ? tables : "+");
    }

    private static long day(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), LAST_MILLI + 1);
    }

    private static Optional<Entry> parse(String position, Optional<JobStatus> status) {
        String[] parts = position.split("~", -1);
        if (parts.length != 4 || !TIME.matcher(parts[0]).matches() || !JobIds.valid(parts[1])) {
            return Optional.empty();
        }
        return JobKind.ofText(parts[2]).map(kind -> new Entry(position, parts[1], kind, parts[3], status));
    }

    private static Optional<Entry> parseEnded(String name) {
        int cut = name.lastIndexOf('~');
        return cut < 0
                ? Optional.empty()
                : JobStatus.ofText(name.substring(cut + 1)).flatMap(s -> parse(name.substring(0, cut), Optional.of(s)));
    }

    /** The ended jobs after one position and up to another, read page by page. */
    private final class Stretch implements Iterator<Entry> {
        private final String upTo;
        private String from;
        private Iterator<StoredObject> page = List.<StoredObject>of().iterator();
        private boolean more = true;
        private Optional<Entry> next = Optional.empty();

        Stretch(String after, String upTo) {
            this.upTo = upTo;
            // Behind whatever end the entry itself has.
            this.from = ENDED + after + (isPosition(after) ? "~~" : "");
        }

        @Override
        public boolean hasNext() {
            while (next.isEmpty() && (page.hasNext() || more)) {
                if (!page.hasNext()) {
                    List<StoredObject> read = objects.list(ENDED, from, PAGE);
                    more = read.size() == PAGE;
                    page = read.iterator();
                    continue;
                }
                from = page.next().name();
                next = parseEnded(from.substring(ENDED.length()));
            }
            if (next.isPresent() && next.get().position().compareTo(upTo) > 0) {
                more = false;
                page = List.<StoredObject>of().iterator();
                next = Optional.empty();
            }
            return next.isPresent();
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Entry entry = next.orElseThrow();
            next = Optional.empty();
            return entry;
        }
    }

    /** Two lists in one order; of a job that is in both, its end counts. */
    private static final class Merged implements Iterator<Entry> {
        private final Iterator<Entry> open;
        private final Iterator<Entry> ended;
        private Optional<Entry> nextOpen = Optional.empty();
        private Optional<Entry> nextEnded = Optional.empty();

        Merged(Iterator<Entry> open, Iterator<Entry> ended) {
            this.open = open;
            this.ended = ended;
        }

        @Override
        public boolean hasNext() {
            return nextOpen.isPresent() || nextEnded.isPresent() || open.hasNext() || ended.hasNext();
        }

        @Override
        public Entry next() {
            nextOpen = nextOpen.or(() -> open.hasNext() ? Optional.of(open.next()) : Optional.empty());
            nextEnded = nextEnded.or(() -> ended.hasNext() ? Optional.of(ended.next()) : Optional.empty());
            int order = nextOpen.isEmpty()
                    ? 1
                    : nextEnded.isEmpty()
                            ? -1
                            : nextOpen.get()
                                    .position()
                                    .compareTo(nextEnded.get().position());
            Entry entry = (order < 0 ? nextOpen : nextEnded).orElseThrow();
            if (order <= 0) {
                nextOpen = Optional.empty();
            }
            if (order >= 0) {
                nextEnded = Optional.empty();
            }
            return entry;
        }
    }
}
