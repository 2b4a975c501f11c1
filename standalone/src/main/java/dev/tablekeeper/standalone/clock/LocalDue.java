package dev.tablekeeper.standalone.clock;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/** When a time on people's clocks has come, in a zone whose clocks are put forward and back. */
final class LocalDue {
    private LocalDue() {}

    /**
     * The first instant at which clocks show that time or a later one: where they are put forward past it, that moment;
     * where they show it twice, the first one.
     *
     * @return empty for a date that the zone has left out whole
     */
    static Optional<Instant> first(LocalDateTime time, ZoneId zone) {
        LocalDate date = time.toLocalDate();
        if (!date.atStartOfDay(zone).toLocalDate().equals(date)) {
            return Optional.empty();
        }
        ZoneOffsetTransition transition = zone.getRules().getTransition(time);
        return Optional.of(
                transition != null && transition.isGap()
                        ? transition.getInstant()
                        : time.atZone(zone).withEarlierOffsetAtOverlap().toInstant());
    }
}
