package dev.tablekeeper.standalone.incoming;

import dev.tablekeeper.stores.StoredObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The files of one table that wait, in the order of their names. One page of them is held, however many there are; the
 * next is turned to when nothing is left to do about this one, and after the last the first.
 */
final class TableQueue {
    private static final long LOOK_AGAIN = Duration.ofMillis(400).toNanos();
    /** By then a file of the page is whole, or keeps changing and has to wait for its next turn. */
    private static final long LONGEST_PAGE = 2 * WaitingFile.STILL;

    private final IncomingPlace place;
    private final String table;
    private final int pageSize;
    private final LongSupplier nanos;
    private Map<String, WaitingFile> page = new LinkedHashMap<>();
    private String after = "";
    private String end = "";
    private boolean last;
    private boolean listed;
    private long listedAt;
    private long openedAt;

    TableQueue(IncomingPlace place, String table, int pageSize, LongSupplier nanos) {
        this.place = place;
        this.table = table;
        this.pageSize = pageSize;
        this.nanos = nanos;
    }

    String table() {
        return table;
    }

    /** The first file that is whole and waits to be started. */
    Optional<WaitingFile> next() {
        long now = nanos.getAsLong();
        look(now);
        return page.values().stream().filter(file -> file.isReady(now)).findFirst();
    }

    private void look(long now) {
        if (listed && now - listedAt < LOOK_AGAIN) {
            return;
        }
        if (!listed || isDone(now)) {
            after = last ? "" : end;
            openedAt = now;
        }
        List<StoredObject> objects = place.store().list(place.prefix() + table + "/", after, pageSize);
        long seen = nanos.getAsLong();
        Map<String, WaitingFile> found = new LinkedHashMap<>();
        for (StoredObject object : objects) {
            if (isLoadable(object.name())) {
                found.put(object.name(), look(object, now, seen));
            }
        }
        page = found;
        end = objects.isEmpty() ? "" : objects.get(objects.size() - 1).name();
        last = objects.size() < pageSize;
        listed = true;
        listedAt = now;
    }

    private WaitingFile look(StoredObject object, long now, long seen) {
        WaitingFile before = page.get(object.name());
        boolean same = before != null && before.object().generation() == object.generation();
        WaitingFile file = same ? before : new WaitingFile(object, seen);
        if (same) {
            file.seenAgain(now);
        }
        if (!file.isWhole() && MovedIn.movedIn(place.path(object.name()), object)) {
            file.moved();
        }
        return file;
    }

    private boolean isDone(long now) {
        boolean longEnough = now - openedAt >= LONGEST_PAGE;
        return page.values().stream().allMatch(file -> file.isSettled() || (longEnough && !file.isWhole()));
    }

    private boolean isLoadable(String name) {
        String inner = name.substring(place.prefix().length());
        String folded = inner.toLowerCase(Locale.ROOT);
        return (folded.endsWith(".csv") || folded.endsWith(".csv.gz"))
                && Stream.of(inner.split("/")).noneMatch(part -> part.startsWith("."));
    }
}
