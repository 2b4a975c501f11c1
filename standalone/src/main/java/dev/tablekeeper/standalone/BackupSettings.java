package dev.tablekeeper.standalone;

import dev.tablekeeper.jobs.backup.Retention;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/** What is said about backups: where, when, and how long they are kept. All throw INVALID_REQUEST, naming the setting. */
final class BackupSettings {
    private BackupSettings() {}

    /**
     * Fails where backups lie among the objects, or those among them: they would take part in what happens to each other.
     *
     * @param objects the folder, where it is one; likewise for backups
     */
    static void requireApart(Configuration configuration, Optional<Path> objects, Optional<Path> backups) {
        boolean within;
        if (objects.isPresent() && backups.isPresent()) {
            Path real = real(backups.get());
            Path others = real(objects.get());
            within = real.startsWith(others) || others.startsWith(real);
        } else {
            // One that is a folder and one that is not begin otherwise.
            String one = configuration.get(Configuration.BACKUPS) + "/";
            String other = configuration.get(Configuration.OBJECTS) + "/";
            within = one.startsWith(other) || other.startsWith(one);
        }
        if (within) {
            throw wrong(
                    configuration,
                    Configuration.BACKUPS,
                    "lies within the place of " + Configuration.OBJECTS
                            + ", or has it in it. Give backups a place of their own, best on another disk.");
        }
    }

    /** As far as it is there, with links followed. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path there = absolute; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                try {
                    return there.toRealPath()
                            .resolve(there.relativize(absolute))
                            .normalize();
                } catch (IOException e) {
                    return absolute;
                }
            }
        }
        return absolute;
    }

    static ZoneId zone(Configuration configuration) {
        String name = configuration.get(Configuration.TIME_ZONE);
        try {
            return name.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw wrong(
                    configuration,
                    Configuration.TIME_ZONE,
                    "is no time zone; it is like Europe/Madrid or UTC, or not set");
        }
    }

    /** When backups are made, if they are made by the clock. */
    static Optional<LocalTime> backupAt(Configuration configuration) {
        String time = configuration.get(Configuration.BACKUP_AT);
        if (time.equals(Configuration.OFF)) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalTime.parse(time));
        } catch (DateTimeException e) {
            throw wrong(configuration, Configuration.BACKUP_AT, "is no time of the day; it is like 08:00, or off");
        }
    }

    static Retention retention(Configuration configuration, ZoneId zone) {
        try {
            return Retention.of(configuration.get(Configuration.RETENTION), zone);
        } catch (Failure e) {
            throw new Failure(e.type(), Configuration.RETENTION + ": " + e.getMessage(), e);
        }
    }

    private static Failure wrong(Configuration configuration, String setting, String how) {
        return new Failure(FailureType.INVALID_REQUEST, setting + "=" + configuration.get(setting) + " " + how);
    }
}
