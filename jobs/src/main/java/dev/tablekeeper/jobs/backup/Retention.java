package dev.tablekeeper.jobs.backup;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which backups are kept: the last one of each of the last so many days, ISO weeks and months that have one, besides the
 * newest and those with a label.
 *
 * @param zone whose days, weeks and months
 */
public record Retention(int daily, int weekly, int monthly, ZoneId zone) {
    private static final Pattern TERM = Pattern.compile("(\\d{1,4})([dwm])");

    /**
     * Reads {@code 7d,5w,12m}; a unit that is left out keeps none.
     *
     * @throws Failure INVALID_REQUEST
     */
    public static Retention of(String text, ZoneId zone) {
        Map<String, Integer> numbers = new HashMap<>();
        for (String term : text.strip().split("\\s*,\\s*", -1)) {
            Matcher matcher = TERM.matcher(term);
            if (!matcher.matches() || numbers.put(matcher.group(2), Integer.parseInt(matcher.group(1))) != null) {
                throw new Failure(
                        FailureType.INVALID_REQUEST,
                        "'" + text
                                + "' says not how many backups to keep; write it as 7d,5w,12m: days, weeks, months, each"
                                + " once");
            }
        }
        return new Retention(
                numbers.getOrDefault("d", 0), numbers.getOrDefault("w", 0), numbers.getOrDefault("m", 0), zone);
    }

    /** A complete backup, as far as the rule looks at it. */
    record Candidate(String id, Instant instant, boolean labelled) {}

    /**
     * Why each backup is kept; one that goes has no reason.
     *
     * @return by id, newest first
     */
    Map<String, List<String>> reasons(List<Candidate> backups) {
        List<Candidate> newestFirst = backups.stream()
                .sorted(Comparator.comparing(Candidate::instant)
                        .thenComparing(Candidate::id)
                        .reversed())
                .toList();
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        newestFirst.forEach(backup -> reasons.put(backup.id(), new ArrayList<>()));
        newestFirst.stream().limit(1).forEach(newest -> reasons.get(newest.id()).add("newest"));
        keep(newestFirst, daily, this::day).forEach(id -> reasons.get(id).add("daily"));
        keep(newestFirst, weekly, this::week).forEach(id -> reasons.get(id).add("weekly"));
        keep(newestFirst, monthly, this::month).forEach(id -> reasons.get(id).add("monthly"));
        newestFirst.stream()
                .filter(Candidate::labelled)
                .forEach(backup -> reasons.get(backup.id()).add("label"));
        return reasons;
    }

    private static List<String> keep(List<Candidate> newestFirst, int most, Function<Instant, Object> period) {
        Set<Object> periods = new LinkedHashSet<>();
        List<String> kept = new ArrayList<>();
        for (Candidate backup : newestFirst) {
            if (periods.size() < most && periods.add(period.apply(backup.instant()))) {
                kept.add(backup.id());
            }
        }
        return kept;
    }

    private LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, zone);
    }

    private Object week(Instant instant) {
        LocalDate day = day(instant);
        return List.of(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    private Object month(Instant instant) {
        return YearMonth.from(day(instant));
    }

    /** As it is configured. */
    @Override
    public String toString() {
        return daily + "d," + weekly + "w," + monthly + "m";
    }
}
