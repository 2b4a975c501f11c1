package dev.tablekeeper.standalone.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.workflow.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A job as a server told it. Fields that this client does not know are no fault: the server may be newer.
 *
 * @param body the JSON as it came
 */
public record RemoteJob(JsonNode json, String body) {

    public static RemoteJob of(JsonNode json) {
        return new RemoteJob(json, json.toString());
    }

    public String id() {
        return json.path("id").asText();
    }

    /** Any text field, empty where it is missing. */
    public String text(String field) {
        return json.path(field).asText("");
    }

    public String status() {
        return text("status");
    }

    public boolean ended() {
        return JobStatus.ofText(status()).map(JobStatus::ended).orElse(false);
    }

    public boolean is(JobStatus status) {
        return status.text().equals(status());
    }

    public List<String> tables() {
        List<String> tables = new ArrayList<>();
        json.path("tables").forEach(t -> tables.add(t.asText()));
        return tables;
    }

    /** A number of the result, such as {@code rowsLoaded}. */
    public OptionalLong count(String field) {
        JsonNode value = json.path("result").path(field);
        return value.isIntegralNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }

    /** From the job's acceptance to its end; empty while it has none. */
    public Optional<Duration> took() {
        return instant("createdAt").flatMap(from -> instant("finishedAt").map(to -> Duration.between(from, to)));
    }

    public Optional<Instant> instant(String field) {
        try {
            return Optional.of(text(field)).filter(t -> !t.isEmpty()).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Why it failed. */
    public Optional<Problem> error() {
        JsonNode error = json.path("error");
        return Optional.of(new Problem(
                        Problem.code(error.path("type").asText("")),
                        error.path("title").asText(status()),
                        error.path("detail").asText(""),
                        List.of()))
                .filter(p -> error.isObject());
    }

    public boolean retryable() {
        return json.path("error").path("retryable").asBoolean(false);
    }

    /** Whether there are rejected rows to be had. */
    public boolean hasRejects() {
        return json.path("links").has("rejects") || count("rowsRejected").orElse(0) > 0;
    }
}
