package dev.tablekeeper.jobs.backup;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups there are: which, how good, which is the newest, which are kept and which go. */
public final class Backups {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    /** A folder without a manifest may be a backup under way; one that nothing was written to for so long is none. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final BackupPlace place;
    private final BackupUses uses;
    private final Retention retention;
    private final Clock clock;

    public Backups(BackupPlace place, BackupUses uses, Retention retention, Clock clock) {
        this.place = place;
        this.uses = uses;
        this.retention = retention;
        this.clock = clock;
    }

    public BackupPlace place() {
        return place;
    }

    public BackupUses uses() {
        return uses;
    }

    /**
     * A backup in a list.
     *
     * @param manifest empty where it cannot be read
     * @param fault why it cannot
     * @param kept why the retention rule keeps it; empty where it goes after the next backup
     */
    public record Entry(
            String id,
            Optional<Manifest> manifest,
            Optional<String> fault,
            Optional<Verification> verification,
            List<String> kept) {}

    /** Some backups, newest first, and the id to go on after, if there are more. */
    public record Page(List<Entry> backups, Optional<String> next) {}

    /** @param after an id from {@link Page#next}, or any other; empty to begin */
    public Page list(int limit, Optional<String> after) {
        List<String> rest = new ArrayList<>(complete());
        after.ifPresent(last -> {
            int position = rest.indexOf(last);
            if (position >= 0) {
                rest.subList(position, rest.size()).clear();
            } else {
                // Deleted since: one of its second may come twice rather than not at all.
                rest.removeIf(id -> BackupPlace.second(id).compareTo(BackupPlace.second(last)) > 0);
            }
        });
        Collections.reverse(rest);
        Map<String, List<String>> reasons = reasons();
        List<Entry> entries = rest.stream()
                .limit(limit)
                .map(id -> entry(id, reasons.getOrDefault(id, List.of())))
                .toList();
        return new Page(
                entries,
                rest.size() > limit
                        ? Optional.of(entries.get(entries.size() - 1).id())
                        : Optional.empty());
    }

    private Entry entry(String id, List<String> kept) {
        Optional<Verification> verification = place.verification(id);
        try {
            return new Entry(id, place.find(id), Optional.empty(), verification, kept);
        } catch (Failure e) {
            return new Entry(id, Optional.empty(), Optional.of(e.getMessage()), verification, kept);
        }
    }

    /** The ids of all complete backups, oldest first. */
    public List<String> complete() {
        List<String> ids =
                new ArrayList<>(place.folders().stream().filter(place::complete).toList());
        // Ids have the second of their instants; within one, only the manifests tell which came first.
        for (int from = 0, to; from < ids.size(); from = to) {
            String second = BackupPlace.second(ids.get(from));
            to = from + 1;
            while (to < ids.size() && BackupPlace.second(ids.get(to)).equals(second)) {
                to++;
            }
            if (to - from > 1) {
                Map<String, Instant> instants = new HashMap<>();
                ids.subList(from, to).forEach(id -> instants.put(id, instant(id)));
                ids.subList(from, to)
                        .sort(Comparator.<String, Instant>comparing(instants::get)
                                .thenComparing(Comparator.naturalOrder()));
            }
        }
        return List.copyOf(ids);
    }

    /** @return past all where its manifest tells none, so that it is not passed over in silence */
    private Instant instant(String id) {
        try {
            return place.find(id).map(Manifest::instant).orElse(Instant.MAX);
        } catch (Failure e) {
            return Instant.MAX;
        }
    }

    /** The newest complete backup; one whose manifest is damaged is not passed over in silence. */
    public Optional<String> newest() {
        List<String> ids = complete();
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(ids.size() - 1));
    }

    /** The newest complete backup that is not later than that. */
    public Optional<String> asOf(Instant instant) {
        List<String> ids = new ArrayList<>(complete());
        Collections.reverse(ids);
        return ids.stream()
                .filter(id -> !place.require(id).instant().isAfter(instant))
                .findFirst();
    }

    /**
     * Why the retention rule keeps each readable backup; one that has no reason goes. A damaged one counts for nothing and
     * is kept: somebody has to look at it.
     */
    private Map<String, List<String>> reasons() {
        List<Retention.Candidate> candidates = new ArrayList<>();
        Map<String, List<String>> damaged = new HashMap<>();
        for (String id : complete()) {
            try {
                place.find(id)
                        .ifPresent(m -> candidates.add(new Retention.Candidate(
                                id, m.instant(), m.label().isPresent())));
            } catch (Failure e) {
                damaged.put(id, List.of("unreadable"));
            }
        }
        Map<String, List<String>> reasons = new HashMap<>(retention.reasons(candidates));
        candidates.forEach(candidate -> uses.reader(candidate.id())
                .ifPresent(job -> reasons.get(candidate.id()).add("read by " + job)));
        reasons.putAll(damaged);
        return reasons;
    }

    /** The backups that the retention rule lets go now. */
    public List<String> superfluous() {
        return reasons().entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * Deletes a backup, whole; repeatable.
     *
     * @throws Failure NOT_POSSIBLE while a job reads it
     */
    public void delete(String id) {
        if (!BackupPlace.isId(id)) {
            throw new Failure(FailureType.UNKNOWN_BACKUP, "There is no backup '" + id + "'.");
        }
        uses.delete(id);
        Optional<String> reader = uses.reader(id);
        if (reader.isPresent()) {
            uses.over(id);
            throw new Failure(
                    FailureType.NOT_POSSIBLE,
                    "The backup " + id + " is being read by job " + reader.get()
                            + ". Wait for its end, or cancel it, then delete the backup.");
        }
        place.delete(id);
        uses.over(id);
        LOG.info("The backup {} was deleted", id);
    }

    /** Completes deletions that were cut off, and deletes folders that never became a backup. */
    public void sweep() {
        for (String id : uses.deletions()) {
            try {
                delete(id);
            } catch (Failure e) {
                LOG.info("{}", e.getMessage());
            }
        }
        Instant before = clock.instant().minus(ABANDONED);
        for (String id : place.folders()) {
            if (!place.complete(id)
                    && place.lastWritten(id).filter(at -> at.isBefore(before)).isPresent()) {
                place.delete(id);
                LOG.info("{} was no backup, but what one left that was broken off; it was deleted", id);
            }
        }
    }
}
