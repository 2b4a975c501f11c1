package dev.tablekeeper.standalone.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever the wall clock does: a job for each date whose time it has passed, and no other. */
class ClockWalkProperties {
    private static final List<ZoneId> ZONES = Stream.of(
                    "UTC",
                    "Europe/Madrid",
                    "America/New_York",
                    "Australia/Lord_Howe",
                    "America/Sao_Paulo",
                    "Asia/Beirut",
                    "Pacific/Apia",
                    "Africa/Casablanca")
            .map(ZoneId::of)
            .toList();

    /** Near changes of the clocks in one zone or another, and near nothing. */
    private static final List<Instant> STARTS = Stream.of(
                    "2026-03-28T12:00:00Z",
                    "2026-10-24T12:00:00Z",
                    "2026-03-07T12:00:00Z",
                    "2026-10-31T12:00:00Z",
                    "2026-04-04T00:00:00Z",
                    "2026-10-03T00:00:00Z",
                    "2018-11-03T12:00:00Z",
                    "2011-12-29T12:00:00Z",
                    "2026-02-14T12:00:00Z",
                    "2026-07-01T00:00:00Z")
            .map(Instant::parse)
            .toList();

    /**
     * What happens between two looks.
     *
     * @param by how far the clock goes, or is set
     * @param restart whether the process ends and starts again
     */
    record Step(Duration by, boolean restart) {}

    record Walk(ZoneId zone, LocalTime at, Instant start, List<Step> steps) {}

    @Provide
    Arbitrary<Walk> walks() {
        Arbitrary<Integer> minutes = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0, 90)),
                Tuple.of(3, Arbitraries.integers().between(90, 1_500)),
                Tuple.of(1, Arbitraries.integers().between(1_500, 6_000)),
                Tuple.of(3, Arbitraries.integers().between(-200, -1)),
                Tuple.of(1, Arbitraries.integers().between(-3_000, -200)));
        Arbitrary<Step> step = Combinators.combine(minutes, Arbitraries.of(false, false, false, true))
                .as((by, restart) -> new Step(Duration.ofMinutes(by), restart));
        Arbitrary<LocalTime> at = Arbitraries.frequencyOf(
                Tuple.of(
                        2,
                        Arbitraries.of("08:00", "02:30", "02:15", "00:00", "00:30", "23:59", "03:00", "01:30")
                                .map(LocalTime::parse)),
                Tuple.of(1, Arbitraries.integers().between(0, 1_439).map(m -> LocalTime.ofSecondOfDay(m * 60L))));
        return Combinators.combine(
                        Arbitraries.of(ZONES),
                        at,
                        Arbitraries.of(STARTS),
                        step.list().ofSize(25))
                .as(Walk::new);
    }

    @Property(tries = 200)
    void aDateWhoseTimeHasComeGetsAJobAndOneOnly(@ForAll("walks") Walk walk) throws IOException {
        Path folder = Files.createTempDirectory("clock");
        try {
            walk(walk, new LocalObjectStore(folder, ""));
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void walk(Walk walk, ObjectStore objects) {
        // As idempotency keys do it: asked twice for a period, there is one job.
        Set<String> jobs = new HashSet<>();
        Set<String> wanted = new HashSet<>();
        Instant now = walk.start();
        Instant earliest = now;
        Duty duty = duty(walk, jobs);
        RunningSince since = new RunningSince(objects);
        duty.see(now, since.at(now));
        // A fresh installation has missed nothing; it may begin at the very moment.
        latestByMinutes(walk, earliest, now).ifPresent(wanted::add);
        assertThat(jobs).as("at first, %s", now).isEqualTo(wanted);
        for (Step step : walk.steps()) {
            now = now.plus(step.by());
            earliest = now.isBefore(earliest) ? now : earliest;
            if (step.restart()) {
                duty = duty(walk, jobs);
                since = new RunningSince(objects);
            }
            Set<String> before = Set.copyOf(jobs);
            duty.see(now, since.at(now));
            latestByMinutes(walk, earliest, now).ifPresent(wanted::add);
            assertThat(jobs)
                    .as("at %s in %s", now, walk.zone())
                    .isEqualTo(wanted)
                    .containsAll(before);
        }
    }

    private static Duty duty(Walk walk, Set<String> jobs) {
        return new Duty("test", Rhythm.daily(walk.at(), walk.zone()), jobs::add);
    }

    /**
     * The latest date whose time has come since the clock was first seen, told by walking from minute to minute and looking
     * at what clocks show: they have gone past it, by themselves or by being put forward.
     */
    private static Optional<String> latestByMinutes(Walk walk, Instant since, Instant now) {
        Instant from = now.minus(Duration.ofHours(50));
        Set<LocalDate> shown = new HashSet<>();
        Set<LocalDate> past = new HashSet<>();
        Optional<LocalDate> latest = Optional.empty();
        Instant latestAt = Instant.MIN;
        for (Instant t = from; !t.isAfter(now); t = t.plus(Duration.ofMinutes(1))) {
            LocalDateTime local = LocalDateTime.ofInstant(t, walk.zone());
            shown.add(local.toLocalDate());
            for (LocalDate date : List.of(local.toLocalDate().minusDays(1), local.toLocalDate())) {
                boolean there = shown.contains(date);
                if (there && !local.isBefore(date.atTime(walk.at())) && past.add(date) && !t.equals(from)) {
                    latest = Optional.of(date);
                    latestAt = t;
                }
            }
        }
        Instant at = latestAt;
        return latest.filter(date -> !at.isBefore(since)).map(LocalDate::toString);
    }
}
