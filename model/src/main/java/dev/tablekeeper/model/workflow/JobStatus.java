package dev.tablekeeper.model.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a job stands. */
public enum JobStatus {
    /** Accepted; no worker has begun it. */
    QUEUED,
    RUNNING,
    /** Waits for a person's word. */
    WAITING_APPROVAL,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** As it stands in a job's JSON: {@code waiting-approval}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    public static Optional<JobStatus> ofText(String text) {
        return Arrays.stream(values()).filter(s -> s.text().equals(text)).findFirst();
    }
}
