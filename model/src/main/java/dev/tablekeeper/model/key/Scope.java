package dev.tablekeeper.model.key;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tablekeeper.model.workflow.JobKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a key lets its holder do. No scope includes another. */
public enum Scope {
    READ,
    INSERT,
    LOAD,
    BACKUP,
    RESTORE;

    /** As it stands in a key's entry: {@code read}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> ofText(String text) {
        return Arrays.stream(values()).filter(s -> s.text().equals(text)).findFirst();
    }

    public static List<String> texts() {
        return Arrays.stream(values()).map(Scope::text).toList();
    }

    /** What it takes to start a job of this kind, and so to cancel one. */
    public static Scope of(JobKind kind) {
        return switch (kind) {
            case INSERT -> INSERT;
            case LOAD -> LOAD;
            case BACKUP, VERIFY -> BACKUP;
            case RESTORE, UNDO -> RESTORE;
        };
    }
}
